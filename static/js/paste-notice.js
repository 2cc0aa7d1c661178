/*
 * Says what a paste into the rich text editor could not keep. The editor silently turns headings and tables into
 * paragraphs and leaves pictures out, because a page has blocks of their own for them. The messages are attributes of
 * the script's element, in the admin's language.
 */
(() => {
  const MESSAGES = document.currentScript.dataset;
  const LOST = [
    ["h1, h2, h3, h4, h5, h6", MESSAGES.headings],
    ["table", MESSAGES.tables],
    ["img, v\\:imagedata", MESSAGES.pictures],
  ];

  function findLost(html) {
    const pasted = new DOMParser().parseFromString(html, "text/html");
    return LOST.filter(([selector]) => pasted.querySelector(selector)).map(([, message]) => message);
  }

  function show(editor, messages) {
    let notice = editor.parentElement.querySelector(":scope > [data-paste-notice]");
    if (!notice) {
      notice = document.createElement("div");
      notice.dataset.pasteNotice = "";
      notice.className = "help-block help-warning";
      notice.setAttribute("role", "status");
      editor.after(notice);
    }
    notice.hidden = messages.length === 0;
    notice.textContent = messages.join(" ");
  }

  document.addEventListener(
    "paste",
    (event) => {
      const editor = event.target.closest?.(".Draftail-Editor");
      const html = event.clipboardData?.getData("text/html");
      if (editor && html) {
        show(editor, findLost(html));
      }
    },
    true,
  );
})();
