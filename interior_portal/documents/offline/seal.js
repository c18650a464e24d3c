/* A visible digital seal (ICAO Doc 9303-13, version 4) taken apart and judged. No page is known here. */
"use strict";
var Seal = (function () {
  var C40 = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  var DAY = 86400;

  function c40(bytes) {
    var text = "";
    for (var i = 0; i < bytes.length; i += 2) {
      if (i + 1 >= bytes.length) { throw new Error("C40 comes in pairs"); }
      if (bytes[i] === 0xfe && i + 2 === bytes.length) { return text + String.fromCharCode(bytes[i + 1] - 1); }
      var word = (bytes[i] << 8) + bytes[i + 1] - 1;
      var values = [Math.floor(word / 1600), Math.floor((word % 1600) / 40), word % 40];
      if (i + 2 === bytes.length && values[2] === 0) { values.pop(); }
      values.forEach(function (value) {
        if (value < 3 || value > 39) { throw new Error("no C40"); }
        text += C40[value - 3];
      });
    }
    return text;
  }

  function pad(number, size) { return ("0000000" + number).slice(-size); }

  /* YYYY-MM-DD; empty for three zeros. */
  function date(bytes) {
    if (bytes.length !== 3) { throw new Error("a date has three bytes"); }
    var number = (bytes[0] << 16) + (bytes[1] << 8) + bytes[2];
    if (number === 0) { return ""; }
    var digits = pad(number, 8);
    var text = digits.slice(4) + "-" + digits.slice(0, 2) + "-" + digits.slice(2, 4);
    var day = new Date(text + "T00:00:00Z");
    if (isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text) { throw new Error("no day"); }
    return text;
  }

  function length(bytes, at) {
    var first = bytes[at];
    if (first < 0x80) { return [first, at + 1]; }
    var count = first & 0x7f, value = 0;
    if (count < 1 || count > 4) { throw new Error("a length is broken"); }
    for (var i = 1; i <= count; i += 1) { value = value * 256 + bytes[at + i]; }
    if (!(value >= 0x80) || bytes[at + 1] === 0) { throw new Error("a length is not in its shortest form"); }
    return [value, at + 1 + count];
  }

  function read(bytes) {
    if (bytes[0] !== 0xdc || bytes[1] !== 3) { throw new Error("no seal of version 4"); }
    var prefix = c40(bytes.slice(4, 8)), count = parseInt(prefix.slice(4), 16);
    if (prefix.length !== 6 || !/^[A-Z]{2}[0-9A-Z]{2}[0-9A-F]{2}$/.test(prefix)) { throw new Error("no signer"); }
    var end = 8 + 2 * Math.ceil(count / 3), reference = c40(bytes.slice(8, end));
    if (reference.length !== count || !/^[0-9A-F]+$/.test(reference)) { throw new Error("no reference"); }
    var seal = {
      country: c40(bytes.slice(2, 4)).trim(),
      key: prefix.slice(0, 4) + reference,
      issued: date(bytes.slice(end, end + 3)),
      signed: date(bytes.slice(end + 3, end + 6)),
      profile: bytes[end + 6] + "." + bytes[end + 7],
      features: [],
    };
    var at = end + 8, found;
    while (bytes[at] !== 0xff) {
      found = length(bytes, at + 1);
      if (!(found[1] + found[0] < bytes.length)) { throw new Error("a feature ends after the seal"); }
      seal.features.push([bytes[at], bytes.slice(found[1], found[1] + found[0])]);
      at = found[1] + found[0];
    }
    seal.message = bytes.slice(0, at);
    found = length(bytes, at + 1);
    if (found[0] !== 64 || found[1] + 64 !== bytes.length) { throw new Error("no signature of P-256"); }
    seal.signature = bytes.slice(found[1]);
    return seal;
  }

  function fromText(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/")), bytes = new Uint8Array(plain.length);
    for (var i = 0; i < plain.length; i += 1) { bytes[i] = plain.charCodeAt(i); }
    return bytes;
  }

  function utf8(bytes) { return new TextDecoder("utf-8", { fatal: true }).decode(bytes); }

  async function genuine(key, signature, message) {
    if (!key.x) { return false; }
    if (!(self.crypto && self.crypto.subtle)) {
      return P256.verify(fromText(key.x), fromText(key.y), signature, message);
    }
    var jwk = { kty: "EC", crv: "P-256", x: key.x, y: key.y };
    var algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    var imported = await self.crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
    return self.crypto.subtle.verify(algorithm, imported, signature, message);
  }

  /* The content of a signed status list, or null when no known authority signed it. */
  async function list(jws, authorities, now) {
    try {
      var parts = jws.trim().split("."), head = JSON.parse(utf8(fromText(parts[0])));
      var key = authorities.filter(function (one) { return one.id === head.kid; })[0];
      if (parts.length !== 3 || head.alg !== "ES256" || head.typ !== "paper-status+jws" || !key || key.until < now) { return null; }
      var body = new TextEncoder().encode(parts[0] + "." + parts[1]);
      return (await genuine(key, fromText(parts[2]), body)) ? JSON.parse(utf8(fromText(parts[1]))) : null;
    } catch (error) {
      return null;
    }
  }

  async function sha(text) {
    var bytes = new TextEncoder().encode(text);
    if (!(self.crypto && self.crypto.subtle)) { return P256.sha256(bytes); }
    return new Uint8Array(await self.crypto.subtle.digest("SHA-256", bytes));
  }

  /* The status in which a number stands in the list; empty when it does not. */
  async function status(number, content) {
    var wanted = String.fromCharCode.apply(null, (await sha(number)).slice(0, 6)), found = "";
    Object.keys(content.papers).forEach(function (name) {
      var all = atob(content.papers[name].replace(/-/g, "+").replace(/_/g, "/"));
      for (var i = 0; i < all.length; i += 6) { if (all.substr(i, 6) === wanted) { found = name; } }
    });
    return found;
  }

  function said(tag, value) {
    if (tag.reading === "DATE") { return date(value); }
    return tag.reading === "C40" ? c40(value) : utf8(value);
  }

  /* Rows of [label, value], the number and the last day; throws where the content breaks its profile. */
  function content(seal, profile) {
    var rows = [], facts = { number: "", until: "" }, seen = {};
    seal.features.forEach(function (feature) {
      var tag = profile.tags[feature[0]];
      if (!tag) { return; }
      if (seen[feature[0]] || feature[1].length < tag.shortest || feature[1].length > tag.longest) { throw new Error("tag"); }
      seen[feature[0]] = true;
      var value = tag.reading === "MRZ" ? c40(feature[1]).replace(/ /g, "<") : said(tag, feature[1]);
      if (tag.reading === "MRZ") {
        var second = value.slice(tag.line), until = second.slice(21, 27);
        facts.number = second.slice(0, 9).replace(/</g, "");
        if (/^[0-9]{6}$/.test(until)) { facts.until = "20" + until.slice(0, 2) + "-" + until.slice(2, 4) + "-" + until.slice(4); }
        value = value.slice(0, tag.line) + "\n" + second;
      }
      if (tag.role) { facts[tag.role] = value; }
      if (tag.reading !== "BYTES") { rows.push([tag.label, value, tag.reading]); }
    });
    Object.keys(profile.tags).forEach(function (tag) {
      if (profile.tags[tag].required && !seen[tag]) { throw new Error("a feature is missing"); }
    });
    return { rows: rows, facts: facts };
  }

  /* What a seal comes to: {code, seal, key, rows, number}. `today` is YYYY-MM-DD, `now` seconds. */
  async function judge(bytes, known, now, today) {
    var seal;
    try { seal = read(bytes); } catch (error) { return { code: "NO_SEAL" }; }
    var key = known.list.keys.filter(function (one) { return one.id === seal.key; })[0];
    if (!key) { return { code: "UNKNOWN_KEY", seal: seal }; }
    if (!(await genuine(key, seal.signature, seal.message))) { return { code: "FORGED", seal: seal, key: key }; }
    if (key.state === "REVOKED") { return { code: "REVOKED_KEY", seal: seal, key: key }; }
    if (now > key.until || now + DAY < key.from) { return { code: "EXPIRED_KEY", seal: seal, key: key }; }
    var profile = known.profiles[seal.profile], result = { code: "VALID", seal: seal, key: key, rows: [], number: "" };
    if (!profile) { result.code = "UNKNOWN_KIND"; return result; }
    try {
      var found = content(seal, profile);
      result.kind = profile.label;
      result.rows = found.rows;
      result.number = found.facts.number;
    } catch (error) { return { code: "NO_SEAL", seal: seal, key: key }; }
    var closed = await status(result.number, known.list);
    if (closed) { result.code = closed; } else if (found.facts.until && found.facts.until < today) { result.code = "EXPIRED"; }
    return result;
  }

  return { judge: judge, list: list, status: status, fromText: fromText };
})();
