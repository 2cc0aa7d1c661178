// Leaves a date as it was typed: Wagtail's date picker would replace one that it can't read, such as 2031-07-26, by today
// without a word. The server reads every customary form, and says so where it can't.
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
