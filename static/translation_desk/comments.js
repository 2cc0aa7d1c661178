// Sends and resolves comments on a segment immediately, without submitting the form around them.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-desk-comments] button[type=submit]");
  if (!button) return;
  event.preventDefault();
  const box = button.closest("[data-desk-comments]");
  const typed = box.querySelector("textarea");
  const data = new FormData();
  data.set("path", box.dataset.path);
  if (button.name === "resolve-comment") data.set(button.name, button.value);
  else if (typed.value.trim()) data.set(typed.name, typed.value);
  else return typed.focus();
  data.set("csrfmiddlewaretoken", box.closest("form").querySelector("[name=csrfmiddlewaretoken]").value);
  const unsent = button.name === "resolve-comment" ? typed.value : "";
  button.disabled = true;
  try {
    const answer = await fetch(box.dataset.url, { method: "POST", body: data });
    if (!answer.ok) throw new Error(String(answer.status));
    const made = document
      .createRange()
      .createContextualFragment(await answer.text())
      .querySelector("[data-desk-comments]");
    made.querySelector("textarea").value = unsent;
    made.querySelector("details").open = Boolean(unsent);
    box.replaceWith(made);
    made.querySelector("summary").focus();
  } catch {
    button.disabled = false;
    box.querySelector("[role=alert]").hidden = false;
  }
});
