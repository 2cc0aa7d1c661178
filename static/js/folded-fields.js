// Folds the fields of a form that have the attribute data-fold, all with the same words under one heading that opens
// them. Forms that come later, such as those of uploaded pictures, are folded when they appear.
(() => {
  const makeBox = (field, name) => {
    const inList = field.matches("li");
    const outer = document.createElement(inList ? "li" : "div");
    outer.dataset.folded = name;
    const summary = document.createElement("summary");
    summary.textContent = name;
    summary.className = "button button-small button-secondary";
    const box = document.createElement("details");
    box.append(summary, document.createElement(inList ? "ul" : "div"));
    box.lastElementChild.className = inList ? "fields" : "";
    outer.append(box);
    field.before(outer);
    return outer;
  };

  const fold = () => {
    for (const input of document.querySelectorAll("[data-fold]:not([data-fold-done])")) {
      input.dataset.foldDone = "";
      const field = input.closest("li") ?? input.closest(".w-field__wrapper");
      if (!field) continue;
      const before = field.previousElementSibling;
      const outer = before?.dataset.folded === input.dataset.fold ? before : makeBox(field, input.dataset.fold);
      const box = outer.querySelector("details");
      box.lastElementChild.append(field);
      if (field.querySelector(".error-message")) box.open = true;
    }
  };
  fold();
  new MutationObserver(fold).observe(document.body, { childList: true, subtree: true });
})();
