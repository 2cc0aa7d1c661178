// The checkbox in the table's head, which selects all items on the page. Without JavaScript items are selected one by one.
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
  // Going back in the browser restores the checkboxes without a change event.
  window.addEventListener("pageshow", show);
  show();
})();
