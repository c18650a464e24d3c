/* ECDSA on P-256 with SHA-256 for browsers that give a page from a file no WebCrypto (content:// on Android).
   Only verifies, so nothing in it has to be constant in time. */
"use strict";
var P256 = (function () {
  var P = BigInt("0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  var N = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  var B = BigInt("0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
  var G = [
    BigInt("0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
    BigInt("0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
  ];
  var ZERO = BigInt(0), ONE = BigInt(1), TWO = BigInt(2), THREE = BigInt(3);

  function mod(a, m) { var r = a % m; return r < ZERO ? r + m : r; }

  function inverse(a, m) {
    var x = ZERO, y = ONE, r = m, s = mod(a, m);
    while (s > ZERO) {
      var q = r / s;
      var t = x - q * y; x = y; y = t;
      t = r - q * s; r = s; s = t;
    }
    return mod(x, m);
  }

  function add(a, b) {
    if (!a) { return b; }
    if (!b) { return a; }
    var slope;
    if (a[0] === b[0]) {
      if (mod(a[1] + b[1], P) === ZERO) { return null; }
      slope = (THREE * a[0] * a[0] - THREE) * inverse(TWO * a[1], P);
    } else {
      slope = (b[1] - a[1]) * inverse(b[0] - a[0], P);
    }
    var x = mod(slope * slope - a[0] - b[0], P);
    return [x, mod(slope * (a[0] - x) - a[1], P)];
  }

  function times(k, point) {
    var sum = null;
    for (var bits = k.toString(2), i = 0; i < bits.length; i += 1) {
      sum = add(sum, sum);
      if (bits[i] === "1") { sum = add(sum, point); }
    }
    return sum;
  }

  function number(bytes) {
    var hex = "0x0";
    for (var i = 0; i < bytes.length; i += 1) { hex += (bytes[i] < 16 ? "0" : "") + bytes[i].toString(16); }
    return BigInt(hex);
  }

  /* Square and cube roots of the first primes give the constants of SHA-256 (FIPS 180-4). */
  function fraction(value) { return ((value - Math.floor(value)) * 4294967296) | 0; }

  var K = [], H = [];
  for (var candidate = 2; K.length < 64; candidate += 1) {
    var prime = true;
    for (var d = 2; d * d <= candidate; d += 1) { if (candidate % d === 0) { prime = false; } }
    if (prime) {
      if (H.length < 8) { H.push(fraction(Math.sqrt(candidate))); }
      K.push(fraction(Math.cbrt(candidate)));
    }
  }

  function turn(x, n) { return (x >>> n) | (x << (32 - n)); }

  function sha256(bytes) {
    var size = ((bytes.length + 8) >> 6) + 1, data = new Uint8Array(size * 64), view = new DataView(data.buffer);
    data.set(bytes);
    data[bytes.length] = 0x80;
    view.setUint32(size * 64 - 8, Math.floor(bytes.length / 536870912));
    view.setUint32(size * 64 - 4, bytes.length << 3);
    var state = H.slice(), w = new Int32Array(64);
    for (var at = 0; at < data.length; at += 64) {
      for (var i = 0; i < 64; i += 1) {
        if (i < 16) { w[i] = view.getInt32(at + 4 * i); continue; }
        var p = w[i - 15], q = w[i - 2];
        w[i] = (w[i - 16] + w[i - 7] + (turn(p, 7) ^ turn(p, 18) ^ (p >>> 3)) + (turn(q, 17) ^ turn(q, 19) ^ (q >>> 10))) | 0;
      }
      var v = state.slice();
      for (i = 0; i < 64; i += 1) {
        var e = v[4], a = v[0];
        var one = (v[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & v[5]) ^ (~e & v[6])) + K[i] + w[i]) | 0;
        var two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]))) | 0;
        v = [(one + two) | 0, a, v[1], v[2], (v[3] + one) | 0, e, v[5], v[6]];
      }
      for (i = 0; i < 8; i += 1) { state[i] = (state[i] + v[i]) | 0; }
    }
    var out = new Uint8Array(32), result = new DataView(out.buffer);
    for (i = 0; i < 8; i += 1) { result.setInt32(4 * i, state[i]); }
    return out;
  }

  /* Whether `signature` (r || s) is of `message` by the key at x, y; all of them bytes. */
  function verify(x, y, signature, message) {
    var key = [number(x), number(y)];
    if (key[0] >= P || key[1] >= P) { return false; }
    if (mod(key[1] * key[1] - (key[0] * key[0] * key[0] - THREE * key[0] + B), P) !== ZERO) { return false; }
    var r = number(signature.slice(0, 32)), s = number(signature.slice(32));
    if (signature.length !== 64 || r <= ZERO || s <= ZERO || r >= N || s >= N) { return false; }
    var w = inverse(s, N), z = number(sha256(message));
    var point = add(times(mod(z * w, N), G), times(mod(r * w, N), key));
    return point !== null && mod(point[0], N) === r;
  }

  return { verify: verify, sha256: sha256 };
})();
