// Holds back a press of a save button while Wagtail's autosave is running, then submits the form. Without this, saving a new
// page sends it twice, and the second request fails because the slug is in use.
(() => {
  const LONGEST_WAIT = 20000;
  const saving = new WeakSet();
  const waiting = new WeakMap();

  const goOn = (form) => {
    saving.delete(form);
    const press = waiting.get(form);
    if (!press) return;
    waiting.delete(form);
    clearTimeout(press.timeout);
    if (press.submitter?.name) {
      // The button may be disabled by now, and a disabled button isn't submitted.
      const { name, value } = press.submitter;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    form.requestSubmit();
  };

  document.addEventListener("w-autosave:save", (event) => {
    saving.add(event.target);
    queueMicrotask(() => {
      if (event.defaultPrevented) goOn(event.target);
    });
  });
  for (const answered of ["w-autosave:success", "w-autosave:error", "w-autosave:deactivated"]) {
    document.addEventListener(answered, (event) => goOn(event.target));
  }
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!saving.has(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (waiting.has(form)) return;
      waiting.set(form, { submitter: event.submitter, timeout: setTimeout(() => goOn(form), LONGEST_WAIT) });
    },
    { capture: true },
  );
})();
