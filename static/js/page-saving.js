// The page editor: what is on the page is saved, or shown as unsaved. Wagtail's autosave does the saving. This script sees
// what Wagtail takes for saved and isn't: text typed in the first two seconds, while an autosave was under way, or after
// the form came back with errors. It holds a press of a save button back while an autosave is under way, because a new
// page would be created twice, and while nobody would receive the text.
(() => {
  const form = document.querySelector("[data-edit-form]");
  const opened = form?.elements.editor_window;
  const { saving } = window;
  if (!opened || !saving) return;
  const LOOK = 500;
  const LOOKS_BEFORE_SAVING = 3; // Wagtail saves after two; this is for what it doesn't see
  const LONGEST_WAIT = 20000;
  const WRITING = 400;
  const LONGEST_WRITING = 10000;
  const BASE = ["loaded_revision_id", "loaded_revision_created_at"];
  const NOT_TYPED = [...BASE, "overwrite_revision_id", "csrfmiddlewaretoken", "next"];
  const PERSON_DECIDES = ["validation_error", "locked", "invalid_revision"];

  let before; // the form before the first key or click
  let stored; // the form as the server has it; undefined until Wagtail begins to watch, null if the server has none of it
  let sent = null; // the data of the autosave that is under way
  let refused = null; // the form that the server refused last, or can't receive
  let isDeactivated = "savedMeanwhile" in opened.dataset; // a person decides which draft is the newest
  let isHeld = false; // a press of a button, until the server would receive the form
  let isPassed = false;
  let isLeaving = false;
  let last;
  let looks = 0;
  let place;
  let richText; // the field of the rich text that was typed in last
  let typedAt = 0;

  // Comments come back from an autosave with numbers of their own.
  const isTyped = ([name, value]) =>
    typeof value === "string" && !NOT_TYPED.includes(name) && !/^comments-.*(?:id|_FORMS)$/.test(name);
  const serialise = (data) => new URLSearchParams([...data].filter(isTyped)).toString();
  const isUnsaved = (now) => now !== (stored === undefined ? (before ?? now) : stored);

  const keep = (text) => {
    const now = `${new URL(form.action).pathname}#${opened.value}`;
    if (place && place !== now) saving.forget(place); // a new page has got its own address
    place = now;
    const base = BASE.map((name) => [name, form.elements[name]?.value || ""]);
    saving.keep(place, { text, base, isSubmitted: isLeaving });
  };
  const forget = () => {
    if (place) saving.forget(place);
    place = null;
  };

  const allowAutosave = (isAllowed) => {
    form.dataset.wAutosaveActiveValue = String(isAllowed && !isDeactivated);
  };
  const mark = document.createElement("span");
  mark.className = "saving-mark";
  mark.textContent = saving.says.unsaved;
  const show = (unsaved) => {
    const indicator = document.getElementById("w-autosave-indicator");
    if (indicator && !mark.isConnected) indicator.before(mark);
    mark.hidden = !unsaved || sent !== null;
    if (unsaved && indicator?.dataset.wAutosaveStateValue === "saved") indicator.dataset.wAutosaveStateValue = "idle";
  };

  const save = () => {
    if (sent) return;
    form.dispatchEvent(
      new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }),
    );
  };
  const retry = saving.makeRetry(save);

  const look = () => {
    if (isLeaving) return;
    const now = serialise(new FormData(form));
    const unsaved = isUnsaved(now);
    looks = now === last ? looks + 1 : 0;
    last = now;
    show(unsaved);
    if (!unsaved) forget();
    else if (looks === 0 || !place) keep(now);
    if (unsaved && stored !== undefined && looks >= LOOKS_BEFORE_SAVING && now !== refused && !isDeactivated) save();
  };

  const startWatching = () => {
    if (stored !== undefined) return;
    stored = before ?? serialise(new FormData(form));
    look();
  };
  const touch = ({ target }) => {
    before ??= serialise(new FormData(form));
    const editor = target.closest?.("[data-draftail-editor-wrapper]");
    if (!editor) return;
    // In a block of a body, Wagtail's field has no attribute by which it could be found, only the editor.
    richText = [...editor.parentNode.querySelectorAll("input, textarea")].find((field) => field.draftailEditor);
    typedAt = Date.now();
  };
  // Draftail gives its text to the form a quarter of a second after the last key. Whoever presses a button or leaves sooner
  // would lose those words.
  const isWriting = () => Date.now() - typedAt < WRITING;
  const untilWritten = () => new Promise((resolve) => setTimeout(resolve, isWriting() ? WRITING : 0));
  const getWords = ({ blocks }) => blocks.map(({ text }) => text).join("\n");
  const writeRichText = () => {
    // On a slow machine that quarter of a second is longer; words that the form has already are left as they are.
    const isLate = Date.now() - typedAt < LONGEST_WRITING;
    const content = isLate && richText?.draftailEditor?.getEditorState().getCurrentContent();
    if (!content || !window.DraftJS) return;
    const raw = window.DraftJS.convertToRaw(content);
    if (!isWriting() && getWords(raw) === getWords(JSON.parse(richText.value) ?? { blocks: [] })) return;
    for (const block of raw.blocks)
      block.inlineStyleRanges = block.inlineStyleRanges.filter(({ style }) => !style.startsWith("COMMENT-"));
    richText.value = JSON.stringify(raw);
  };

  form.addEventListener("w-unsaved:watch-edits", startWatching);
  for (const event of ["keydown", "pointerdown", "paste", "drop", "input"])
    form.addEventListener(event, touch, { capture: true });
  form.addEventListener("input", () => show(stored !== undefined));

  document.addEventListener("w-autosave:save", (event) => {
    if (event.target !== form) return;
    queueMicrotask(() => {
      sent = event.defaultPrevented ? null : event.detail.formData;
    });
  });
  document.addEventListener("w-autosave:success", ({ target, detail }) => {
    if (target !== form) return;
    for (const [name, value] of Object.entries(detail.response.field_updates || {}))
      if (sent?.has(name)) sent.set(name, value);
    if (sent) stored = serialise(sent);
    finish();
    refused = null;
    retry.stop();
    look();
  });
  document.addEventListener("w-autosave:error", ({ target, detail }) => {
    if (target !== form) return;
    if (sent) refused = serialise(sent);
    finish();
    look();
    if (!PERSON_DECIDES.includes(detail.type)) retry.start();
  });
  document.addEventListener("w-autosave:deactivated", ({ target, detail }) => {
    if (target !== form) return;
    isDeactivated = detail.response?.success === false;
    // The page was created, but its side panels weren't loaded. Saving it needs none of them.
    if (!isHeld) allowAutosave(true);
  });

  let tellFinished = () => {};
  const finish = () => {
    sent = null;
    looks = 0;
    tellFinished();
  };
  const untilFinished = () =>
    new Promise((resolve) => {
      if (!sent) return resolve();
      tellFinished = resolve;
      setTimeout(resolve, LONGEST_WAIT);
    });

  const submit = async (submitter) => {
    allowAutosave(false); // one that began now would change the draft that the form is based on
    await untilFinished();
    const state = await saving.askServer();
    isHeld = false;
    if (state !== "ready") {
      allowAutosave(true);
      if (submitter) submitter.dataset.wProgressLoadingValue = "false"; // can be pressed again
      look();
      return retry.start();
    }
    if (submitter?.name) {
      // The button may be disabled by now, and a disabled button isn't submitted.
      const { name, value } = submitter;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    await untilWritten();
    isLeaving = true;
    keep(serialise(new FormData(form)));
    isPassed = true;
    form.requestSubmit();
  };
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target !== form || isPassed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isHeld) return;
      isHeld = true;
      submit(event.submitter);
    },
    { capture: true },
  );
  window.addEventListener("beforeunload", (event) => {
    if (isLeaving) return;
    writeRichText();
    look();
    if (isUnsaved(last)) event.preventDefault();
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    // The user has come back from a page that did not receive the text.
    if (!persisted) return;
    isLeaving = false;
    isPassed = false;
    allowAutosave(true);
  });

  if (form.dataset.wUnsavedForceValue === "true") stored = null;
  if (isDeactivated) allowAutosave(false);
  // Typed before this script, or put back by the browser.
  const texts = form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio])");
  if ([...texts].some((field) => field.value !== field.defaultValue)) before = "";
  setInterval(look, LOOK);
})();
