/* The page of the verifier: words, buttons and the answer. */
"use strict";
(async function () {
  var facts = JSON.parse(document.getElementById("facts").textContent), language = "ar", known = null, end = null, last = null;
  var OLD = 7 * 86400;

  function by(id) { return document.getElementById(id); }
  function now() { return Math.floor(Date.now() / 1000); }
  function today() { var d = new Date(); return d.getFullYear() + "-" + ("0" + (d.getMonth() + 1)).slice(-2) + "-" + ("0" + d.getDate()).slice(-2); }
  function words(name) { return facts.words[language][name]; }
  function in_language(texts) { return typeof texts === "string" ? texts : texts[language] || texts[""] || ""; }

  function row(parent, label, value, code) {
    var term = document.createElement("dt"), data = document.createElement("dd"), text = document.createElement("bdi");
    term.textContent = label;
    text.textContent = value;
    if (code) { text.dir = "ltr"; }
    data.appendChild(text);
    parent.appendChild(term);
    parent.appendChild(data);
  }

  function day(text) {
    var parts = text.split("-");
    return parts.length === 3 ? parts[2] + "." + parts[1] + "." + parts[0] : text;
  }

  function age() {
    var seconds = now() - known.list.iat;
    if (seconds < -86400) { return words("clock"); }
    var days = Math.floor(seconds / 86400);
    if (days < 1) { return words("list_today"); }
    return (days === 1 ? words("list_day") : words("list_days").replace("%(days)s", days)) + (seconds > OLD ? " " + words("list_old") : "");
  }

  function show(result) {
    last = result;
    var panel = by("answer"), rows = by("rows"), answer = facts.answers[language][result.code];
    var isOld = result.code === "VALID" && now() - known.list.iat > OLD;
    panel.className = "answer " + (isOld ? "warning" : facts.tones[result.code]);
    panel.dataset.code = result.code;
    panel.hidden = false;
    by("title").textContent = answer[0];
    by("advice").textContent = answer[1] + (isOld ? " " + words("list_old") : "");
    rows.textContent = "";
    if (result.kind) { row(rows, words("kind"), in_language(result.kind)); }
    (result.rows || []).forEach(function (one) {
      row(rows, in_language(one[0]), one[2] === "DATE" ? day(one[1]) : one[1], one[2] !== "TEXT");
    });
    if (result.number && !(result.rows || []).length) { row(rows, words("number"), result.number, true); }
    if (result.seal) {
      row(rows, words("issued"), day(result.seal.issued), true);
      row(rows, words("key"), result.seal.key + (result.key ? " · " + words(result.key.state) : ""), !result.key);
    }
    panel.scrollIntoView();
    panel.focus();
  }

  function draw() {
    document.documentElement.lang = language;
    document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
    document.querySelectorAll("[data-word]").forEach(function (element) { element.textContent = words(element.dataset.word); });
    document.querySelectorAll("[data-language]").forEach(function (button) { button.setAttribute("aria-pressed", button.dataset.language === language); });
    document.title = words("heading");
    by("authority").textContent = facts.authority[language];
    by("specimen").hidden = !(known && known.list.specimen);
    by("list").textContent = known ? age() : words("no_list");
    by("list").className = known && now() - known.list.iat <= OLD ? "" : "late";
    if (last) { show(last); }
  }

  function say(name) { by("note").textContent = name ? words(name) : ""; }

  async function judge(bytes) {
    say("");
    show(await Seal.judge(bytes, known, now(), today()));
  }

  /* Digits of any script, no spaces, look-alike letters as they are meant; empty for what is no number. */
  function number(text) {
    var letters = text.toUpperCase().replace(/[٠-٩]/g, function (d) { return d.charCodeAt(0) - 0x660; })
      .replace(/[۰-۹]/g, function (d) { return d.charCodeAt(0) - 0x6f0; }).replace(/[^0-9A-Z]/g, "");
    var tail = letters.slice(-8).replace(/[IL]/g, "1").replace(/O/g, "0").replace(/U/g, "V");
    return /^[A-Z]{1,3}$/.test(letters.slice(0, -8)) && tail.length === 8 ? letters.slice(0, -8) + tail : "";
  }

  function typed(text) {
    var plain = text.replace(/[\s:]/g, "").replace(/^0x/i, "");
    if (/^dc([0-9a-f]{2}){40,}$/i.test(plain)) {
      return new Uint8Array(plain.match(/../g).map(function (pair) { return parseInt(pair, 16); }));
    }
    if (plain.length > 60 && /^[A-Za-z0-9+/_-]+=*$/.test(plain)) {
      try { return Seal.fromText(plain.replace(/=+$/, "")); } catch (error) { return null; }
    }
    return null;
  }

  async function check(text) {
    var bytes = typed(text), clean = number(text);
    say("");
    if (bytes) { return judge(bytes); }
    if (!clean || text.trim().length > 20) { return show({ code: "NO_SEAL" }); }
    show({ code: (await Seal.status(clean, known.list)) || "NOT_LISTED", number: clean });
  }

  async function take(jws) {
    var content = await Seal.list(jws, facts.authorities, now());
    if (!content || (known && content.iat < known.list.iat)) { return false; }
    known = { list: content, profiles: facts.profiles };
    return true;
  }

  document.querySelectorAll("[data-language]").forEach(function (button) {
    button.addEventListener("click", function () { language = button.dataset.language; draw(); });
  });
  by("typed").addEventListener("submit", function (event) { event.preventDefault(); check(by("code").value); });
  by("photo").addEventListener("change", async function () {
    if (!this.files.length) { return; }
    say("looking");
    var seen = null;
    try { seen = await Camera.photo(this.files[0]); } catch (error) { seen = null; }
    this.value = "";
    if (seen && seen.seal) { judge(seen.seal); } else { say(seen ? "link_only" : "nothing_seen"); }
  });
  by("newer").addEventListener("change", async function () {
    if (!this.files.length) { return; }
    var isTaken = await take(await new Response(this.files[0]).text());
    this.value = "";
    draw();
    say(isTaken ? "list_taken" : "list_refused");
  });
  by("scan").hidden = !Camera.possible();
  by("scan").addEventListener("click", async function () {
    say("");
    if (end) { end(); end = null; by("view").hidden = true; return; }
    by("view").hidden = false;
    try {
      end = await Camera.scan(by("video"), function (seen) { end = null; by("view").hidden = true; judge(seen.seal); });
    } catch (error) {
      by("view").hidden = true;
      say("no_camera");
    }
  });

  await take(facts.list);
  by("tools").hidden = !known;
  draw();
  document.body.dataset.ready = "yes";
})();
