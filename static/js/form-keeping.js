// Every form of the admin that isn't saved by itself: what is typed or ticked in it is kept in this browser until the server
// has answered to it, and isn't sent while nobody would receive it. A person decides, so nothing is sent again by itself.
(() => {
  const { saving } = window;
  if (!saving) return;
  const { says } = saving;
  const SELF_SAVING = "[data-desk-form], [data-list], [data-controller~='w-autosave'], :has([name=editor_window])";
  const ELSEWHERE = "[type=password], [name$='-TOTAL_FORMS'], [name$='-count']"; // secrets, and rows that come and go
  const TYPED = "textarea[name], input[name], select[name]";
  const NOT_TYPED = ["hidden", "password", "file", "submit", "button", "image", "reset"];
  const START = "form:";
  const place = START + location.pathname;

  const isTick = ({ type }) => type === "checkbox" || type === "radio";
  const isTyped = (field) => !NOT_TYPED.includes(field.type) && field.autocomplete !== "one-time-code";
  const getAction = (form) => form.getAttribute("action") || "";
  const getKey = (field) => `${getAction(field.form)} ${field.name}${isTick(field) ? `=${field.value}` : ""}`;
  const read = (field) => (isTick(field) ? String(field.checked) : field.value);
  const write = (field, text) => {
    if (isTick(field)) field.checked = text === "true";
    else field.value = text;
  };
  const getTyped = (form) => [...form.querySelectorAll(TYPED)].filter(isTyped);
  // A form without a button, such as the one that tells others that somebody edits the page, is sent by no person.
  const isSentByPerson = (form) => [...form.elements].some(({ type }) => type === "submit");
  const isKept = (form) =>
    form.closest("main") &&
    isSentByPerson(form) &&
    form.getAttribute("method")?.toLowerCase() === "post" &&
    !form.matches(SELF_SAVING) &&
    !form.querySelector(ELSEWHERE) &&
    getTyped(form).length > 0;
  const findFields = () => {
    const fields = [...document.querySelectorAll("main form")].filter(isKept).flatMap(getTyped);
    const keys = fields.map(getKey);
    return fields.filter((_, place) => keys.indexOf(keys[place]) === keys.lastIndexOf(keys[place]));
  };
  // A tick is about the texts that were shown with it: hidden fields name them.
  const readBasis = ({ form }) =>
    [...form.querySelectorAll("input[type=hidden]")]
      .filter(({ name }) => name !== "csrfmiddlewaretoken")
      .map(({ value }) => value)
      .join();

  const shown = new Map(findFields().map((field) => [getKey(field), read(field)]));
  const getShown = (field) => shown.get(getKey(field)) ?? "";
  const keep = (isSent = false) => {
    const changed = findFields().filter((field) => read(field) !== getShown(field));
    if (!changed.length) return saving.forget(place);
    const texts = changed.map((field) => [
      getKey(field),
      { text: read(field), was: getShown(field), basis: readBasis(field) },
    ]);
    saving.keep(place, { isSent, texts: Object.fromEntries(texts) });
  };

  // Whoever is redirected from a form to another page, or to the form again, has been answered.
  const forgetAnswered = () => {
    const [{ redirectCount = 0 } = {}] = performance.getEntriesByType("navigation");
    if (!redirectCount || !document.referrer) return;
    const asked = START + new URL(document.referrer).pathname;
    if (saving.read(asked)?.content.isSent) saving.forget(asked);
  };
  const putBack = () => {
    const { at, content } = saving.read(place) ?? {};
    if (!content) return;
    const restored = findFields().filter((field) => {
      const own = content.texts[getKey(field)];
      // The form has come back with errors: it shows what was typed, but nothing was stored.
      if (own?.text === read(field)) shown.set(getKey(field), own.was);
      if (!own || own.was !== read(field) || (isTick(field) && own.basis !== readBasis(field))) return false;
      write(field, own.text);
      field.closest("details")?.setAttribute("open", "");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      return true;
    });
    if (!restored.length) return;
    const time = new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    const discard = () => {
      for (const field of restored) write(field, getShown(field));
      saving.forget(place);
    };
    saving.offer(says.formKept.replace("%(time)s", time), { discard });
  };

  let isPassed = false;
  let isHeld = false;
  const tell = (state) => saving.tell(state, says[`form${state[0].toUpperCase()}${state.slice(1)}`]);
  // Once the person has signed in beside the page, or the server answers again, it says that nothing was sent yet.
  const retry = saving.makeRetry(() => {
    retry.stop();
    tell("ready");
  }, tell);
  const SLOW = 1000;
  const LONGEST_TOLD = 60000; // of a form that is answered with a file, this page never learns the end
  const tellIfSlow = () => {
    const timers = [setTimeout(tell, SLOW, "sending"), setTimeout(saving.tell, LONGEST_TOLD, "")];
    return () => timers.forEach(clearTimeout);
  };
  const send = async (form, submitter) => {
    isHeld = true;
    retry.stop();
    const stopTelling = tellIfSlow();
    const state = await saving.askServer();
    isHeld = false;
    if (state !== "ready") {
      stopTelling();
      if (submitter) submitter.dataset.wProgressLoadingValue = "false"; // can be pressed again
      return retry.start();
    }
    keep(true);
    isPassed = true;
    const { name, value } = submitter ?? {};
    // The button may be disabled by now, and a disabled button isn't submitted.
    const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: name || "", value });
    if (name) form.append(pressed);
    form.requestSubmit();
    pressed.remove();
  };
  document.addEventListener(
    "submit",
    (event) => {
      const { target, submitter } = event;
      if (isPassed || submitter?.formNoValidate || !isKept(target)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!isHeld) send(target, submitter);
    },
    { capture: true },
  );
  document.addEventListener("input", ({ target }) => {
    if (target.form && isKept(target.form)) keep();
  });
  document.addEventListener("change", ({ target }) => {
    if (target.form && isKept(target.form)) keep();
  });
  window.addEventListener("pagehide", () => {
    if (!isPassed) keep(); // a comment that was sent by itself is gone from the form
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    isPassed = false;
    saving.tell("");
  });

  forgetAnswered();
  putBack();
})();
