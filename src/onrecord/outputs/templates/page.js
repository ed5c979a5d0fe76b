// Comfort only: the page is whole without this. A reading lights up in every report and each report scrolls to it; a
// statement under the pointer shows its cue and source; one speaker can be shown alone; the reports can scroll together.
(() => {
  "use strict";
  const $ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const panes = $(".pane");
  const bar = document.getElementById("bar");
  const beside = () => panes.length > 1 && panes[0].getBoundingClientRect().top === panes[1].getBoundingClientRect().top;
  const marksOf = (place) => $(`.text [data-p~="${place}"]`);
  let lit = [], origin = null;

  const unlight = () => {
    lit.forEach((mark) => mark.classList.remove("lit"));
    lit = [];
    bar.hidden = true;
  };

  // A report is scrolled so that the words stand at the same height as those that were asked for.
  const align = (mark, with_) => {
    const pane = mark.closest(".pane");
    if (pane === with_.closest(".pane")) return;
    pane.scrollTop += mark.getBoundingClientRect().top - with_.getBoundingClientRect().top;
  };

  const goTo = (target) => {
    if (location.hash !== `#${target.id}`) location.hash = target.id;
    const folded = target.closest("details");
    if (folded) folded.open = true;
    const pane = target.closest(".pane");
    if (pane && beside()) {
      pane.parentElement.scrollIntoView({ block: "start" });
      pane.scrollTop += target.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
    } else {
      target.scrollIntoView({ block: "center" });
    }
  };

  const show = (place, target) => {
    unlight();
    lit = marksOf(place);
    lit.forEach((mark) => mark.classList.add("lit"));
    goTo(target);
    const seen = new Set([target.closest(".pane")]);
    const first = lit.filter((mark) => mark.id && !seen.has(mark.closest(".pane")) && seen.add(mark.closest(".pane")));
    if (beside()) {
      first.forEach((mark) => align(mark, target));
      // A report that lacks these words is brought to where it tells the same utterance.
      const note = `.note[href$="#utterance-${/^u(\d+)/.exec(place)[1]}"]`;
      panes.filter((pane) => !seen.has(pane)).flatMap((pane) => $(note, pane).slice(0, 1)).forEach((mark) => align(mark, target));
    }
    fillBar(target, [target, ...first]);
  };

  const fillBar = (target, readings) => {
    bar.replaceChildren();
    const links = readings.map((mark) => {
      const link = document.createElement("a");
      link.href = `#${mark.id}`;
      link.textContent = `in ${mark.closest(".pane").id.slice("report-".length)}`;
      link.addEventListener("click", (event) => { event.preventDefault(); goTo(mark); });
      return link;
    });
    const back = document.createElement("a");
    const from = origin && origin.closest(".utterance");
    if (from) {
      back.href = `#${from.id}`;
      back.textContent = "back to the apparatus";
      back.addEventListener("click", (event) => {
        event.preventDefault();
        unlight();
        origin.focus();
        origin.scrollIntoView({ block: "center" });
      });
    }
    const done = document.createElement("button");
    done.type = "button";
    done.textContent = "Done";
    done.addEventListener("click", unlight);
    bar.append(...(beside() ? [] : links), ...(from ? [back] : []), done);
    bar.hidden = false;
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest && event.target.closest('a[href^="#"]');
    if (!link || bar.contains(link)) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target || !target.classList.contains("m")) return unlight();
    event.preventDefault();
    origin = link;
    if (link.dataset.p) return show(link.dataset.p, target);
    unlight();
    goTo(target);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") unlight(); });

  // Pointer or focus on a statement, here or in the list: its cue and source light up faintly.
  const partsOf = new Map();
  panes.forEach((pane) => $("[data-s]", pane).forEach((mark) => mark.dataset.s.split(" ").forEach((number) => {
    if (!partsOf.has(number)) partsOf.set(number, []);
    partsOf.get(number).push(mark);
  })));
  let told = [];
  const tell = (event) => {
    told.forEach((mark) => mark.classList.remove("told-of"));
    const tag = event.target.closest(".tag");
    const mark = event.target.closest(".content, .cue, .source, .entries li[id]");
    const number = tag ? tag.hash.slice("#statement-".length) : mark && (mark.dataset.n || (mark.dataset.s || "").split(" ")[0]);
    told = (number && partsOf.get(number)) || [];
    told.forEach((part) => part.classList.add("told-of"));
  };
  ["mouseover", "focusin"].forEach((name) => document.addEventListener(name, tell));

  // One speaker alone.
  const tools = document.querySelector(".tools");
  const choice = document.getElementById("only-voice");
  const folds = $("details.speaker");
  tools.hidden = false;
  tools.addEventListener("submit", (event) => event.preventDefault());
  if (choice) choice.addEventListener("change", () => {
    const voice = folds.find((fold) => fold.dataset.voice === choice.value);
    const numbers = new Set(voice ? $("li[data-n]", voice).map((entry) => entry.dataset.n) : []);
    document.getElementById("texts").classList.toggle("dim", Boolean(voice));
    folds.forEach((fold) => { fold.hidden = Boolean(voice) && fold !== voice; });
    $(".text .content").forEach((mark) => {
      mark.classList.toggle("shown", (mark.dataset.s || "").split(" ").some((number) => numbers.has(number)));
    });
  });

  // Scroll together: what is told by several is the common measure; between two such places the way is divided evenly.
  const together = document.getElementById("together");
  if (together) {
    const stops = (pane) => $(".note", pane).map((note) => [note.hash, note.offsetTop]);
    const follow = (leader, other) => {
      const mine = stops(leader), theirs = new Map(stops(other).reverse());
      const pairs = [[0, 0], [leader.scrollHeight, other.scrollHeight]];
      mine.forEach(([hash, top]) => { if (theirs.has(hash)) pairs.push([top, theirs.get(hash)]); });
      pairs.sort((a, b) => a[0] - b[0]);
      const middle = leader.scrollTop + leader.clientHeight / 3;
      const after = Math.max(1, pairs.findIndex((pair) => pair[0] >= middle));
      const [from, to] = [pairs[after - 1], pairs[after]];
      const way = (middle - from[0]) / Math.max(1, to[0] - from[0]);
      other.scrollTop = from[1] + way * (to[1] - from[1]) - other.clientHeight / 3;
    };
    let leader = null;
    panes.forEach((pane) => {
      ["wheel", "touchstart", "keydown", "pointerdown"].forEach((name) =>
        pane.addEventListener(name, () => { leader = pane; }, { passive: true }));
      pane.addEventListener("scroll", () => {
        if (together.checked && leader === pane && beside()) panes.forEach((other) => other !== pane && follow(pane, other));
      }, { passive: true });
    });
  }

  // What is folded is opened for print, and folded again.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = $("details:not([open])");
    opened.forEach((fold) => { fold.open = true; });
  });
  window.addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));
})();
