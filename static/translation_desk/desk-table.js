// The table's head chooses every item of this page at once; without a script each is chosen for itself.
(() => {
  const all = document.querySelector("[data-desk-all]");
  if (!all) return;
  const boxes = [...document.querySelectorAll(".desk-table tbody input[name='items']")];
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  for (const box of boxes) box.addEventListener("change", show);
  // A browser that goes back keeps what was chosen.
  window.addEventListener("pageshow", show);
  show();
})();
