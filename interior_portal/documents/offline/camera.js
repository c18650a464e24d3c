/* Codes in pictures: the browser's own detector finds where they are, ZXing reads their bytes. */
"use strict";
var Camera = (function () {
  var LARGEST = 2400, SMALL = 900, PATIENCE = 15000;

  /* Bytes stay bytes: a seal is no text. */
  ZXing.ZXingStringEncoding.customDecoder = function (bytes) {
    return Array.prototype.map.call(bytes, function (byte) { return String.fromCharCode(byte & 0xff); }).join("");
  };

  /* Our symbols say by ECI 899 that they hold bytes; ZXing knows no ECI here and reads its two codewords as text. */
  var ECI_899 = "01\n";

  function bytesOf(text) {
    if (text.slice(0, 3) === ECI_899) { text = text.slice(3); }
    var bytes = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i += 1) {
      if (text.charCodeAt(i) > 255) { return null; }
      bytes[i] = text.charCodeAt(i);
    }
    return bytes[0] === 0xdc ? bytes : null;
  }

  /* A part of a picture as grey bytes, at most `size` pixels a side; small ones twice as large. */
  function grey(source, box, size) {
    var scale = Math.min(2, size / Math.max(box.width, box.height));
    var canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(box.width * scale));
    canvas.height = Math.max(1, Math.round(box.height * scale));
    var pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(source, box.x, box.y, box.width, box.height, 0, 0, canvas.width, canvas.height);
    var pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data;
    var out = new Uint8ClampedArray(canvas.width * canvas.height);
    for (var i = 0; i < out.length; i += 1) { out[i] = (pixels[4 * i] * 77 + pixels[4 * i + 1] * 151 + pixels[4 * i + 2] * 28) >> 8; }
    return { data: out, width: canvas.width, height: canvas.height };
  }

  /* {seal} or {link} in a part of a picture, or null. */
  function look(source, box, size) {
    var part = grey(source, box, size);
    var light = new ZXing.RGBLuminanceSource(part.data, part.width, part.height);
    var binarizers = [ZXing.HybridBinarizer, ZXing.GlobalHistogramBinarizer];
    for (var i = 0; i < binarizers.length; i += 1) {
      var bitmap = new ZXing.BinaryBitmap(new binarizers[i](light)), text;
      try { text = new ZXing.DataMatrixReader().decode(bitmap).getText(); } catch (error) { text = ""; }
      var seal = text && bytesOf(text);
      if (seal) { return { seal: seal }; }
    }
    try {
      return { link: new ZXing.QRCodeReader().decode(new ZXing.BinaryBitmap(new ZXing.HybridBinarizer(light))).getText() };
    } catch (error) {
      return null;
    }
  }

  /* Where codes may be: what the browser found, all of it, and where it is busiest. */
  async function boxes(source, width, height) {
    var found = [{ x: 0, y: 0, width: width, height: height }];
    if (self.BarcodeDetector) {
      try {
        var detector = new BarcodeDetector({ formats: ["data_matrix"] });
        (await detector.detect(source)).forEach(function (code) {
          var box = code.boundingBox, rim = Math.max(box.width, box.height) * 0.15;
          var x = Math.max(0, box.x - rim), y = Math.max(0, box.y - rim);
          found.unshift({ x: x, y: y, width: Math.min(width - x, box.width + 2 * rim), height: Math.min(height - y, box.height + 2 * rim) });
        });
      } catch (error) { /* a detector that does not work is none */ }
    }
    return found.concat(busy(source, width, height));
  }

  /* Squares full of edges, the busiest first: codes are busier than text. */
  function busy(source, width, height) {
    var part = grey(source, { x: 0, y: 0, width: width, height: height }, Math.min(1600, Math.max(width, height))), scale = width / part.width;
    var cell = Math.max(3, Math.floor(Math.min(part.width, part.height) / 150));
    var columns = Math.floor(part.width / cell), rows = Math.floor(part.height / cell), stride = columns + 1;
    var sums = new Float64Array(stride * (rows + 1));
    for (var r = 0; r < rows; r += 1) {
      for (var c = 0; c < columns; c += 1) {
        var edges = 0;
        for (var y = r * cell; y < (r + 1) * cell - 1; y += 1) {
          for (var x = c * cell; x < (c + 1) * cell - 1; x += 1) {
            var at = y * part.width + x;
            edges += Math.min(Math.abs(part.data[at] - part.data[at + 1]), Math.abs(part.data[at] - part.data[at + part.width]));
            edges += Math.abs(part.data[at] - part.data[at + 1]) >> 2;
          }
        }
        sums[(r + 1) * stride + c + 1] = edges + sums[r * stride + c + 1] + sums[(r + 1) * stride + c] - sums[r * stride + c];
      }
    }
    var spots = [];
    [0.08, 0.14, 0.24, 0.4, 0.65].forEach(function (share) {
      var side = Math.max(4, Math.round(Math.min(columns, rows) * share)), step = Math.max(1, side >> 3), all = [], kept = [];
      for (var top = 0; top + side <= rows; top += step) {
        for (var left = 0; left + side <= columns; left += step) {
          var sum = sums[(top + side) * stride + left + side] - sums[top * stride + left + side] - sums[(top + side) * stride + left] + sums[top * stride + left];
          all.push({ x: left, y: top, weight: sum / (side * side) });
        }
      }
      all.sort(function (one, other) { return other.weight - one.weight; });
      for (var i = 0; i < all.length && kept.length < 5; i += 1) {
        if (kept.every(function (spot) { return Math.abs(spot.x - all[i].x) > side / 2 || Math.abs(spot.y - all[i].y) > side / 2; })) { kept.push(all[i]); }
      }
      kept.forEach(function (spot) {
        var wide = side * cell * scale * 1.7, x = (spot.x + side / 2) * cell * scale - wide / 2, y = (spot.y + side / 2) * cell * scale - wide / 2;
        spots.push({ weight: spot.weight, box: { x: Math.max(0, x), y: Math.max(0, y), width: Math.min(wide, width - Math.max(0, x)), height: Math.min(wide, height - Math.max(0, y)) } });
      });
    });
    spots.sort(function (one, other) { return other.weight - one.weight; });
    return spots.map(function (spot) { return spot.box; });
  }

  /* {seal}, {link} or null: what a photo shows; gives up after some seconds. */
  async function photo(file) {
    var picture = await new Promise(function (resolve, reject) {
      var image = new Image();
      image.onload = function () { resolve(image); };
      image.onerror = reject;
      image.src = URL.createObjectURL(file);
    });
    var scale = Math.min(1, LARGEST / Math.max(picture.naturalWidth, picture.naturalHeight)), canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.naturalWidth * scale);
    canvas.height = Math.round(picture.naturalHeight * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(picture.src);
    var start = performance.now(), link = null, places = await boxes(canvas, canvas.width, canvas.height);
    for (var i = 0; i < places.length && performance.now() - start < PATIENCE; i += 1) {
      var seen = look(canvas, places[i], i === 0 ? LARGEST : SMALL);
      if (seen && seen.seal) { return seen; }
      link = link || seen;
      if (i % 4 === 3) { await new Promise(function (resolve) { setTimeout(resolve, 0); }); }
    }
    return link;
  }

  /* Look through a camera until `found` got {seal}; gives back a function that ends it. Rejects without a camera. */
  async function scan(video, found) {
    var wish = { video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } } };
    var stream = await navigator.mediaDevices.getUserMedia(wish), running = true;
    video.srcObject = stream;
    await video.play();
    function end() {
      running = false;
      stream.getTracks().forEach(function (track) { track.stop(); });
      video.srcObject = null;
    }
    (async function () {
      while (running) {
        var width = video.videoWidth, height = video.videoHeight;
        if (width) {
          var side = Math.round(Math.min(width, height) * 0.7);
          var middle = { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
          var seen = look(video, middle, SMALL) || look(video, { x: 0, y: 0, width: width, height: height }, SMALL);
          if (running && seen && seen.seal) { end(); found(seen); return; }
        }
        await new Promise(function (resolve) { setTimeout(resolve, 120); });
      }
    })();
    return end;
  }

  function possible() { return !!(navigator.mediaDevices && navigator.mediaDevices.getUserMedia); }

  return { photo: photo, scan: scan, possible: possible };
})();
