// Autosave: saves changed texts two seconds after the last keystroke and when the page is left. Texts that couldn't be saved
// are kept in this browser. Once another person has saved the draft, autosave stops.
(() => {
  const form = document.querySelector("[data-desk-form]");
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

  const keep = () => {
    const kept = findChanged().map((field) => [field.name, { text: field.value, was: stored.get(field.name) }]);
    try {
      if (kept.length) localStorage.setItem(place, JSON.stringify(Object.fromEntries(kept)));
      else localStorage.removeItem(place);
    } catch {
      // The browser has no storage: the text is still on the page.
    }
  };
  const putBack = () => {
    let kept = {};
    let hasBoxes = false;
    try {
      kept = JSON.parse(localStorage.getItem(place) || "{}");
    } catch {
      return;
    }
    for (const field of fields) {
      const own = kept[field.name];
      if (!own || own.text === field.value) continue;
      if (own.was === field.value) {
        field.value = own.text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        tell(says.saysRestored, "unsaved");
      } else {
        const box = document.createElement("div");
        const label = document.createElement("span");
        const text = document.createElement("div");
        box.className = "desk-theirs";
        label.className = "desk-label";
        label.textContent = says.saysKept;
        text.className = "desk-kept";
        text.textContent = own.text;
        box.append(label, text);
        field.after(box);
        hasBoxes = true;
      }
    }
    if (!hasBoxes) keep();
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
        const told = await answer.json();
        if (!answer.ok) {
          stopped = answer.status === 409;
          return tell(told.says, "failed");
        }
        form.elements.base_revision_id.value = told.base_revision_id;
        form.elements.base_moment.value = told.base_moment;
        for (const [name, text] of sent) stored.set(name, text);
        keep();
        tell(findChanged().length ? says.saysUnsaved : told.says, findChanged().length ? "unsaved" : "saved");
      } catch {
        tell(says.saysFailed, "failed");
      }
    })();
    await running;
    running = null;
    if (!stopped && findChanged().length && status.dataset.kind !== "failed") timer = setTimeout(save, PAUSE);
  };

  form.addEventListener("input", ({ target }) => {
    if (!stored.has(target.name)) return;
    keep();
    if (stopped) return;
    if (status.dataset.kind !== "failed") tell(says.saysUnsaved, "unsaved");
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("desk:save", () => save());
  document.addEventListener("visibilitychange", () => {
    // The page may be gone before the response arrives; keepalive lets the request finish.
    if (document.visibilityState === "hidden") save({ keepalive: true });
  });
  window.addEventListener("beforeunload", (event) => {
    if (findChanged().length && !form.dataset.sent) {
      save({ keepalive: true });
      if (stopped || status.dataset.kind === "failed") event.preventDefault();
    }
  });
  // A submit waits for a running autosave, because that one changes the revision the form is based on.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    stopped = true;
    form.dataset.sent = "yes";
    if (!running) return;
    event.preventDefault();
    await running;
    form.requestSubmit(event.submitter);
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

  window.addEventListener("online", () => save());

  if (stopped) tell(says.saysUnsaved, "unsaved");
  else putBack();
})();
