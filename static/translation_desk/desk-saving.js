// Autosave: saves changed texts two seconds after the last keystroke and when the page is left. Texts that couldn't be saved
// are kept in this browser, and saving is tried again. Once another person has saved the draft, autosave stops.
(() => {
  const form = document.querySelector("[data-desk-form]");
  const { saving } = window;
  if (!form?.dataset.autosave) return;
  const PAUSE = 2000;
  const says = form.dataset;
  const status = form.querySelector("[data-desk-status]");
  const place = `desk:${says.key}`;
  const fields = [...form.elements].filter((field) => field.name?.startsWith("s-"));
  const stored = new Map(fields.map((field) => [field.name, field.defaultValue]));
  let timer;
  let running = null;
  let stopped = "unsaved" in says; // the server refused a save or found a conflict: a person decides
  if (stopped) for (const name of stored.keys()) stored.set(name, null);

  const tell = (text, kind = "") => {
    status.textContent = text;
    status.dataset.kind = kind;
  };
  const findChanged = () => fields.filter((field) => field.value !== stored.get(field.name));

  const findComments = () => [...form.querySelectorAll("textarea[name^='comment-']")];
  const findTyped = () => findComments().filter((field) => field.value.trim());

  const keep = () => {
    const texts = findChanged().map((field) => [field.name, { text: field.value, was: stored.get(field.name) }]);
    const comments = findTyped().map((field) => [field.name, { text: field.value, was: "" }]);
    const kept = Object.fromEntries([...texts, ...comments]);
    if (Object.keys(kept).length) saving.keep(place, kept);
    else saving.forget(place);
  };
  const putBack = () => {
    const kept = saving.read(place)?.content;
    const { restored, isShown } = saving.putBack(kept, [...fields, ...findComments()], says.saysKept);
    for (const field of restored) {
      if (!stored.has(field.name)) field.closest("details").open = true;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      tell(says.saysRestored, "unsaved");
    }
    if (!isShown) keep();
  };

  const send = (changed, more) => {
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "base_revision_id", "base_moment"])
      body.append(name, form.elements[name].value);
    for (const field of changed) {
      body.append(field.name, field.value);
      body.append(`was-${field.name}`, stored.get(field.name)); // lets the server tell our own save on leaving from a conflict
    }
    return fetch(says.autosave, { method: "POST", body, headers: { Accept: "application/json" }, ...more });
  };
  const take = (answer, told, sent) => {
    if (!answer.ok) {
      stopped = answer.status === 409;
      return tell(told.says, "failed");
    }
    form.elements.base_revision_id.value = told.base_revision_id;
    form.elements.base_moment.value = told.base_moment;
    for (const [name, text] of sent) stored.set(name, text);
    keep();
    tell(findChanged().length ? says.saysUnsaved : told.says, findChanged().length ? "unsaved" : "saved");
  };
  const save = async (more = {}) => {
    clearTimeout(timer);
    while (running) await running;
    const changed = findChanged();
    if (stopped || !changed.length) return;
    const sent = changed.map((field) => [field.name, field.value]);
    tell(says.saysSaving, "unsaved");
    running = (async () => {
      try {
        const answer = await send(changed, more);
        if (answer.redirected) throw new Error("signed out"); // sign-in also responds with JSON
        take(answer, await answer.json(), sent);
        retry.stop();
      } catch {
        fail();
      }
    })();
    await running;
    running = null;
    if (!stopped && findChanged().length && status.dataset.kind !== "failed") timer = setTimeout(save, PAUSE);
  };
  const retry = saving.makeRetry(save);
  const fail = () => {
    tell(says.saysFailed, "failed");
    retry.start();
  };

  form.addEventListener("input", ({ target }) => {
    if (!stored.has(target.name) && !target.name?.startsWith("comment-")) return;
    keep();
    if (stopped || !stored.has(target.name)) return;
    if (status.dataset.kind !== "failed") tell(says.saysUnsaved, "unsaved");
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("desk:save", () => {
    if (!stopped && !running && !findChanged().length) tell(says.saysStored, "saved");
    save();
  });
  document.addEventListener("visibilitychange", () => {
    // The page may be gone before the response arrives; keepalive lets the request finish.
    if (document.visibilityState === "hidden") save({ keepalive: true });
  });
  window.addEventListener("beforeunload", (event) => {
    if (form.dataset.sent) return;
    if (findChanged().length) save({ keepalive: true });
    if (findTyped().length || (findChanged().length && (stopped || status.dataset.kind === "failed")))
      event.preventDefault();
  });

  // A submit waits for a running autosave, because that one changes the revision the form is based on, and until the
  // server would take the text.
  const submit = async (submitter) => {
    clearTimeout(timer);
    await running;
    if ((await saving.askServer()) !== "ready") return fail();
    for (const [name, text] of stored)
      if (text !== null)
        form.append(
          Object.assign(document.createElement("input"), { type: "hidden", name: `was-${name}`, value: text }),
        );
    stopped = true;
    form.dataset.sent = "yes";
    form.requestSubmit(submitter);
  };
  let isHeld = false;
  form.addEventListener("submit", async (event) => {
    if (form.dataset.sent) return;
    event.preventDefault();
    if (isHeld) return;
    isHeld = true;
    await submit(event.submitter);
    isHeld = false;
  });
  for (const other of document.querySelectorAll("form[data-desk-after-saving]")) {
    other.addEventListener("submit", async (event) => {
      if (!findChanged().length && !running) {
        other.elements.base_revision_id.value = form.elements.base_revision_id.value;
        return;
      }
      event.preventDefault();
      await save();
      if (!findChanged().length) other.requestSubmit();
    });
  }

  if (stopped) tell(says.saysUnsaved, "unsaved");
  else putBack();
})();
