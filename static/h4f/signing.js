/* Fields to sign in with a finger or a pen. What is drawn is sent as strokes in a box of fixed size (documents/strokes.py). */
"use strict";

{
  class SignatureField {
    constructor(box) {
      this.canvas = box.querySelector("canvas");
      this.input = box.querySelector("input[type=hidden]");
      this.width = Number(this.canvas.dataset.boxWidth);
      this.height = Number(this.canvas.dataset.boxHeight);
      this.pad = new window.SignaturePad(this.canvas, { minWidth: 1, maxWidth: 2.2, minDistance: 2 });
      this.strokes = this.read();
      box.querySelector("[data-sign-clear]").addEventListener("click", () => this.clear());
      this.pad.addEventListener("endStroke", () => this.keep());
      new ResizeObserver(() => this.fit()).observe(this.canvas);
      this.fit();
    }

    /* What was drawn before an error of another field. */
    read() {
      try {
        return JSON.parse(this.input.value || "[]");
      } catch {
        return [];
      }
    }

    /* The canvas has as many dots as the screen; what was drawn is drawn again in the new size. */
    fit() {
      const ratio = Math.max(window.devicePixelRatio || 1, 1);
      const { clientWidth, clientHeight } = this.canvas;
      if (!clientWidth || (this.canvas.width === clientWidth * ratio && this.canvas.height === clientHeight * ratio)) return;
      this.canvas.width = clientWidth * ratio;
      this.canvas.height = clientHeight * ratio;
      this.canvas.getContext("2d").scale(ratio, ratio);
      this.pad.clear();
      this.pad.fromData(this.strokes.map((stroke) => this.toPad(stroke)));
    }

    toPad(stroke) {
      const points = [];
      for (let index = 0; index < stroke.length; index += 2) {
        const x = (stroke[index] / this.width) * this.canvas.clientWidth;
        const y = (stroke[index + 1] / this.height) * this.canvas.clientHeight;
        points.push({ x, y, pressure: 0.5, time: index * 20 });
      }
      return { points, penColor: "black", dotSize: 0, minWidth: 1, maxWidth: 2.2, velocityFilterWeight: 0.7, compositeOperation: "source-over" };
    }

    fromPad(points) {
      const limit = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
      return points.flatMap((point) => [
        limit((point.x / this.canvas.clientWidth) * this.width, this.width),
        limit((point.y / this.canvas.clientHeight) * this.height, this.height),
      ]);
    }

    keep() {
      this.strokes = this.pad.toData().map((stroke) => this.fromPad(stroke.points));
      this.input.value = JSON.stringify(this.strokes);
    }

    clear() {
      this.pad.clear();
      this.strokes = [];
      this.input.value = "";
    }
  }

  const form = document.querySelector("[data-signing]");
  if (form && window.SignaturePad) {
    form.hidden = false;
    for (const box of form.querySelectorAll("[data-sign]")) new SignatureField(box);
    document.querySelector("[data-signing-off]").hidden = true;
  }
}
