// Keyboard shortcuts of the side-by-side editor (next text, tags, terms, memory matches), its filter and its progress.
// Live checks are in desk-asking.js, autosave in desk-saving.js. Without JavaScript the page is a plain form.
(() => {
  const form = document.querySelector("[data-desk-form]");
  if (!form) return;
  const rows = [...form.querySelectorAll("[data-desk-row]")];
  const fieldOf = (row) => row.querySelector("textarea[name^='s-'], input[name^='s-']");
  const rowOf = (element) => element?.closest?.("[data-desk-row]");
  const fields = rows.map(fieldOf);
  const isWritten = (field) => field.value.trim() !== "";
  const findings = (row) => [...row.querySelectorAll("[data-desk-finding]")];
  const hasError = (row) => findings(row).some((each) => each.dataset.deskFinding === "error");
  const isUnfinished = (row) => !isWritten(fieldOf(row)) || hasError(row);
  const mayWrite = Boolean(form.dataset.autosave);

  for (const element of form.querySelectorAll("[data-desk-script]")) element.hidden = false;
  if (!mayWrite) for (const field of fields) field.readOnly = true;

  // Writes as if the text had been typed, so that it can be undone and is checked and saved.
  const put = (field, text, start = 0, end = field.value.length) => {
    if (!mayWrite) return;
    field.focus();
    field.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const putAtCaret = (field, text) => put(field, text, field.selectionStart, field.selectionEnd);

  const go = (field) => {
    if (!field) return;
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  };
  const step = (from, by, wanted = () => true) => {
    const start = rows.indexOf(rowOf(from));
    for (let place = start + by; place >= 0 && place < rows.length; place += by) {
      if (!rows[place].hidden && wanted(rows[place])) return go(fieldOf(rows[place]));
    }
  };

  // Tags
  const hasTag = (field, key, slash = "") => {
    const spots = [...field.value.matchAll(new RegExp(`(\\\\*)\\{${slash}${key}\\}`, "g"))];
    return spots.some((spot) => spot[1].length % 2 === 0);
  };
  const isMissing = (field, button) => {
    const key = button.dataset.deskInsert;
    return !hasTag(field, key) || ("paired" in button.dataset && !hasTag(field, key, "/"));
  };
  const insertTag = (field, button) => {
    const { selectionStart: start, selectionEnd: end } = field;
    const key = button.dataset.deskInsert;
    const half = hasTag(field, key) !== hasTag(field, key, "/");
    if (!("paired" in button.dataset)) return put(field, `{${key}}`, start, start);
    if (half) return put(field, hasTag(field, key) ? `{/${key}}` : `{${key}}`, start, start);
    put(field, `{${key}}${field.value.slice(start, end)}{/${key}}`, start, end);
    if (start === end) field.setSelectionRange(start + key.length + 2, start + key.length + 2);
  };
  const showMissing = (row) => {
    for (const button of row.querySelectorAll("[data-desk-insert]")) {
      button.classList.toggle("desk-tag--missing", isMissing(fieldOf(row), button));
    }
  };
  const nextTag = (row) => [...row.querySelectorAll("[data-desk-insert]")].find((tag) => isMissing(fieldOf(row), tag));
  const nextTerm = (row) => {
    const text = fieldOf(row).value.toLowerCase();
    const terms = [...row.querySelectorAll("[data-desk-term]")];
    return terms.find((term) => !text.includes(term.textContent.trim().toLowerCase()));
  };

  // A text that occurs more than once needs to be translated once: the other fields, if empty, get the same translation.
  const repeat = (row) => {
    const field = fieldOf(row);
    if (!row.dataset.repeats || !isWritten(field) || !mayWrite) return;
    for (const other of rows) {
      if (other === row || other.dataset.repeats !== row.dataset.repeats || isWritten(fieldOf(other))) continue;
      fieldOf(other).value = field.value;
      fieldOf(other).dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  // Progress and filter
  const progress = form.querySelector("[data-desk-progress]");
  const filter = form.querySelector("[data-desk-filter]");
  const count = () => {
    const errors = rows.flatMap(findings).filter((each) => each.dataset.deskFinding === "error").length;
    progress.textContent = form.dataset.saysProgress
      .replace("%(written)s", fields.filter(isWritten).length)
      .replace("%(all)s", fields.length)
      .replace("%(errors)s", errors);
  };
  const KEPT = {
    all: () => true,
    unfinished: (row) => !isWritten(fieldOf(row)),
    changed: (row) => row.classList.contains("desk-row--changed"),
    findings: (row) => findings(row).length > 0,
  };
  filter.addEventListener("change", () => {
    for (const row of rows) row.hidden = !KEPT[filter.value](row);
  });

  const copySource = (row) => put(fieldOf(row), row.querySelector("[data-desk-copy]").content.textContent);
  const takeFind = (row, place) => {
    const offered = row.querySelectorAll("[data-desk-take]")[place];
    if (offered) put(fieldOf(row), offered.dataset.deskTake);
  };
  const ALT = {
    ArrowDown: (_row, field) => step(field, 1),
    ArrowUp: (_row, field) => step(field, -1),
    Enter: (_row, field) => step(field, 1, isUnfinished),
    NumpadEnter: (_row, field) => step(field, 1, isUnfinished),
    KeyT: (row, field) => nextTag(row) && insertTag(field, nextTag(row)),
    KeyG: (row, field) => nextTerm(row) && putAtCaret(field, nextTerm(row).textContent.trim()),
    Digit0: copySource,
  };
  for (const place of [1, 2, 3, 4, 5]) ALT[`Digit${place}`] = (row) => takeFind(row, place - 1);

  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    if (control && !event.altKey && event.code === "KeyS") {
      event.preventDefault();
      form.dispatchEvent(new CustomEvent("desk:save"));
    }
    const row = rowOf(event.target);
    if (!row || event.target !== fieldOf(row)) return;
    const isNext = control && !event.altKey && event.key === "Enter";
    const act = isNext ? ALT.ArrowDown : event.altKey && !control && ALT[event.code];
    if (!act) return;
    event.preventDefault();
    act(row, event.target);
  });
  // Browsers treat a field behind the sticky footer as visible. Only after Tab: the text must not move under a mouse.
  form.addEventListener("keyup", ({ key, target }) => {
    if (key === "Tab" && fields.includes(target)) target.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, textarea, select, [contenteditable]");
    const keys = form.querySelector(".desk-keys");
    if (event.key === "?" && !isTyping) keys.open = !keys.open;
  });

  // Buttons leave the focus in the field, so that they work like the keys.
  form.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-desk-insert], [data-desk-term], [data-desk-take]")) event.preventDefault();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-desk-insert], [data-desk-term], [data-desk-take], [data-desk-tag]");
    const row = rowOf(button);
    if (!row) return;
    const field = fieldOf(row);
    const { deskInsert, deskTag, deskTake } = button.dataset;
    if (deskTake !== undefined) return put(field, deskTake);
    if (button.matches("[data-desk-term]")) return putAtCaret(field, button.textContent.trim());
    const key = deskInsert || deskTag;
    const chip = [...row.querySelectorAll("[data-desk-insert]")].find((each) => each.dataset.deskInsert === key);
    if (chip) insertTag(field, chip);
  });

  form.addEventListener("focusout", (event) => {
    if (fields.includes(event.target)) repeat(rowOf(event.target));
  });
  form.addEventListener("input", (event) => {
    if (!fields.includes(event.target)) return;
    showMissing(rowOf(event.target));
    count();
  });
  form.addEventListener("desk:found", count);
  for (const row of rows) showMissing(row);
})();
