// Offers text that was kept in this browser because an earlier window of the page editor could not save it.
(() => {
  const form = document.querySelector("[data-edit-form]");
  const opened = form?.elements.editor_window;
  const { saving } = window;
  if (!opened || !saving) return;
  const address = new URL(form.action).pathname;

  // A window that is still open holds its lock, and saves its text itself.
  navigator.locks?.request(`page:${opened.value}`, () => new Promise(() => {}));
  const isOpen = async (key) => {
    const held = navigator.locks ? (await navigator.locks.query()).held : [];
    return held.some(({ name }) => name === `page:${key}`);
  };

  const send = async ({ text, base }) => {
    const state = await saving.askServer();
    if (state !== "ready") return { error_code: state };
    const body = new FormData();
    for (const [name, value] of [...new URLSearchParams(text), ...base]) body.append(name, value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
      return await answer.json();
    } catch {
      return { error_code: "away" };
    }
  };
  const save = async (place, content) => {
    const answer = await send(content);
    if (answer.success) {
      saving.forget(place);
      return location.assign(answer.url || location.href);
    }
    const discard = () => saving.forget(place);
    if (answer.error_code === "invalid_revision") {
      const base = content.base.map(([name]) => [name, form.elements[name]?.value || ""]);
      return saving.offer(saving.says.meanwhile, { save: () => save(place, { ...content, base }), discard });
    }
    if (answer.error_code in saving.says) return saving.tell(answer.error_code);
    return saving.offer(saving.says.invalid, { discard });
  };

  const offerOne = async () => {
    for (const place of saving.list(`${address}#`)) {
      const { at, content } = saving.read(place);
      const key = place.split("#")[1];
      const isStored = content.isSubmitted && key === opened.dataset.lastWindow;
      if (isStored) saving.forget(place);
      else if (key !== opened.value && !(await isOpen(key))) {
        const time = new Date(at).toLocaleString(document.documentElement.lang, {
          dateStyle: "short",
          timeStyle: "short",
        });
        const discard = () => {
          saving.forget(place);
          offerOne();
        };
        return saving.offer(saving.says.kept.replace("%(time)s", time), { save: () => save(place, content), discard });
      }
    }
  };
  offerOne();
})();
