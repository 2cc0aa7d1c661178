// Opens a dialog that holds an error: while it is closed, nobody sees why the page can't be saved.
document.addEventListener("w-dialog:ready", ({ target, detail }) => {
  if (target.querySelector(".error-message")) detail.dialog.show();
});
