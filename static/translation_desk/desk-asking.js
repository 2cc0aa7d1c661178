// Live checks while a text is typed, and translation memory matches when it gets the focus.
(() => {
  const form = document.querySelector("[data-desk-form]");
  if (!form) return;
  const PAUSE = 700;
  const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
  const rowOf = (field) => field.closest("[data-desk-row]");
  const isField = (element) => element.name?.startsWith("s-");
  const waiting = new Map();
  const checked = new Map();

  const check = async (field) => {
    clearTimeout(waiting.get(field));
    waiting.delete(field);
    const text = field.value;
    if (checked.get(field) === text) return;
    checked.set(field, text);
    const row = rowOf(field);
    const body = new URLSearchParams({ path: row.dataset.path, text });
    const headers = { "X-CSRFToken": token() };
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body, headers });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const found = await answer.text();
      if (field.value !== text) return;
      row.querySelector("[data-desk-findings]").innerHTML = found;
      form.dispatchEvent(new CustomEvent("desk:found"));
    } catch {
      checked.delete(field); // try again after the next change; the same checks run on submission
    }
  };

  form.addEventListener("input", ({ target }) => {
    if (!isField(target)) return;
    clearTimeout(waiting.get(target));
    waiting.set(
      target,
      setTimeout(() => check(target), PAUSE),
    );
  });
  form.addEventListener("focusout", ({ target }) => {
    if (isField(target) && waiting.has(target)) check(target);
  });

  const remember = async (row) => {
    const box = row.querySelector("[data-desk-memory]");
    if (!form.dataset.memory || box.dataset.asked) return;
    box.dataset.asked = "yes";
    try {
      const answer = await fetch(`${form.dataset.memory}?${new URLSearchParams({ path: row.dataset.path })}`);
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      box.innerHTML = await answer.text();
      box.hidden = false;
    } catch {
      delete box.dataset.asked;
    }
  };
  let opened;
  form.addEventListener("focusin", ({ target }) => {
    if (!isField(target)) return;
    clearTimeout(opened); // no request when somebody only tabs through
    opened = setTimeout(() => remember(rowOf(target)), 150);
  });
})();
