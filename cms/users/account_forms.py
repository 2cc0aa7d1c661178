"""Forms of accounts in the admin: Wagtail's own with the person's language, and without a password."""

from wagtail.users.forms import UserCreationForm, UserEditForm


class AccountForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"interface_language"}


class AccountEditForm(UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"interface_language"}
