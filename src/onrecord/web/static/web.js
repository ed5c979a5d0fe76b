// Comfort only: files may be dropped anywhere, citations copied with one key, and in the reading view a statement under the
// pointer or the focus shows its tellings in the other reports and brings them into view. All works without.
(() => {
  "use strict";
  const $ = (selector, within = document) => [...within.querySelectorAll(selector)];

  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const files = document.getElementById("files");
    const said = document.getElementById("dropped");
    const tell = () => { said.textContent = [...files.files].map((file) => file.name).join(", "); };
    files.addEventListener("change", tell);
    const over = (on) => document.body.classList.toggle("dragging", on);
    document.addEventListener("dragover", (event) => {
      if ([...event.dataTransfer.types].includes("Files")) { event.preventDefault(); over(true); }
    });
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(false); });
    document.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      over(false);
      const all = new DataTransfer();
      [...files.files, ...event.dataTransfer.files].forEach((file) => all.items.add(file));
      files.files = all.files;
      tell();
    });
  }

  // A judgement leads back to where it was made; what takes it back is at hand.
  const notice = document.querySelector(".notice");
  if (notice) {
    const [first, close] = [notice.querySelector("button"), notice.querySelector("[data-close]")];
    close.hidden = false;
    close.addEventListener("click", () => {
      notice.remove();
      const here = new URL(location.href);
      here.searchParams.delete("judged");
      history.replaceState(null, "", here);
    });
    // The address leads to a place of the page, to which a browser moves until all is there.
    addEventListener("load", () => setTimeout(() => first.focus({ preventScroll: true })));
  }

  // What is still being made is asked for again until it is there; nobody is torn out of a field that they are filling in.
  if (document.querySelector("[data-under-way]")) {
    const again = async () => {
      let ready = false;
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
        ready = answer.status !== 202 && answer.status !== 503;
      } catch { /* the server is away: ask once more */ }
      const busy = document.activeElement.matches("input, select, textarea") || !getSelection().isCollapsed;
      if (ready && !busy) location.reload();
      else setTimeout(again, 1500);
    };
    setTimeout(again, 1000);
  }

  // In the drawing of who cites whom, the lines of the name under the pointer stand out.
  const picture = document.querySelector(".picture");
  if (picture) {
    const parts = $("g", picture);
    const ends = (part, key, line) => part.dataset[key] !== undefined && part.dataset[key] === line.dataset[key];
    const point = (at) => {
      const isLine = (part) => part.dataset.from !== undefined && part.dataset.to !== undefined;
      const lines = !at ? [] : isLine(at) ? [at] : parts.filter((part) => isLine(part) && (ends(at, "from", part) || ends(at, "to", part)));
      picture.classList.toggle("pointed", lines.length > 0);
      parts.forEach((part) => part.classList.toggle("on", lines.includes(part)
        || (!isLine(part) && lines.some((line) => ends(part, "from", line) || ends(part, "to", line)))));
    };
    picture.addEventListener("pointerover", (event) => point(event.target.closest("g")));
    picture.addEventListener("pointerleave", () => point(null));
  }

  const copied = document.getElementById("copied");
  $("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const words = button.previousElementSibling;
      try {
        await navigator.clipboard.writeText(words.textContent);
        copied.textContent = "Copied";
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(words);
        copied.textContent = "Selected: copy it with your keyboard";
      }
    });
  });

  const reading = document.querySelector("[data-reading]");
  if (reading) {
    const panes = $(".pane", reading);
    let lit = [], at = null, wait = 0;
    const told = (mark) => mark.closest(".pane").querySelectorAll(".note");
    // A statement's utterances are named by the raised numbers that stand within its words or right behind them.
    const notesOf = (mark) => [...told(mark)].filter((note) => {
      const content = note.closest(".content");
      return content && (content === mark || content.contains(mark) || mark.contains(content));
    }).map((note) => note.hash);
    const unlight = () => { lit.forEach((mark) => mark.classList.remove("told-here")); lit = []; at = null; };
    const show = (mark) => {
      if (mark === at) return;
      unlight();
      const hashes = new Set(notesOf(mark));
      if (!hashes.size) return;
      at = mark;
      const here = mark.closest(".pane");
      panes.filter((pane) => pane !== here).forEach((pane) => {
        const others = $(".note", pane).filter((note) => hashes.has(note.hash)).map((note) => note.closest(".content") || note);
        others.forEach((other) => { other.classList.add("told-here"); lit.push(other); });
        const beside = panes[0].getBoundingClientRect().top === pane.getBoundingClientRect().top || here.scrollHeight > here.clientHeight;
        if (others.length && beside && pane.scrollHeight > pane.clientHeight) {
          pane.scrollTop += others[0].getBoundingClientRect().top - mark.getBoundingClientRect().top;
        }
      });
      mark.classList.add("told-here");
      lit.push(mark);
    };
    const markOf = (event) => event.target.closest && event.target.closest(".pane .content");
    document.addEventListener("mouseover", (event) => {
      const mark = markOf(event);
      clearTimeout(wait);
      if (mark) wait = setTimeout(() => show(mark), 180);
    });
    document.addEventListener("focusin", (event) => { const mark = markOf(event); if (mark) show(mark); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") unlight(); });
  }

  // Words selected in a report are those of a statement that was missed, until the editor says otherwise.
  const missed = document.getElementById("m-words");
  if (missed) document.addEventListener("selectionchange", () => {
    const selected = getSelection();
    if (selected.isCollapsed || !selected.anchorNode) return;
    const element = selected.anchorNode.nodeType === 1 ? selected.anchorNode : selected.anchorNode.parentElement;
    const pane = element.closest(".pane .text") && element.closest(".pane");
    if (!pane || !pane.contains(selected.focusNode)) return;
    const words = selected.getRangeAt(0).cloneContents();
    words.querySelectorAll(".tag, .note").forEach((mark) => mark.remove());
    missed.value = words.textContent.replace(/\s+/g, " ").trim().slice(0, 4000);
    const option = document.querySelector(`#m-report [data-siglum="${pane.id.slice("report-".length)}"]`);
    if (option) option.selected = true;
  });
})();
