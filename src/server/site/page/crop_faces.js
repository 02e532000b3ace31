// Faces' boxes -> what a model of cropped faces takes: src/perception/face_crop.cpp and face_reader.cpp, and
// write_planes of src/ingest/images, in the browser.
/* global cv, overlap, round_away */

class FaceCrops {
  /** @param face site.json's */
  constructor(face) {
    this.face = face;
  }

  /** @param image BGR  @return float32 [boxes, channels, side, side], 0..255 */
  cut(image, boxes) {
    const {channels, side_px} = this.face;
    const plane = side_px * side_px;
    const values = new Float32Array(boxes.length * channels * plane);
    boxes.forEach((box, i) => {
      const crop = this.cut_one(image, box);
      const pixels = crop.data;
      for (let c = 0; c < channels; ++c)  // OpenCV's last channel is red, the model's first one
        for (let p = 0; p < plane; ++p) values[(i * channels + c) * plane + p] = pixels[p * channels + channels - 1 - c];
      crop.delete();
    });
    return values;
  }

  cut_one(image, box) {
    const {channels, side_px} = this.face;
    const square = this.place_square(box), inside = overlap(square, image);
    const view = image.roi(new cv.Rect(inside.x, inside.y, inside.width, inside.height));
    const crop = new cv.Mat();
    cv.copyMakeBorder(view, crop, inside.y - square.y, square.y + square.height - inside.y - inside.height,
                      inside.x - square.x, square.x + square.width - inside.x - inside.width,
                      cv.BORDER_REPLICATE | cv.BORDER_ISOLATED, new cv.Scalar());
    view.delete();
    if (channels === 1) cv.cvtColor(crop, crop, cv.COLOR_BGR2GRAY);
    const resize = (width, height, how) => {
      if (crop.cols !== width || crop.rows !== height) cv.resize(crop, crop, new cv.Size(width, height), 0, 0, how);
    };
    resize(Math.min(crop.cols, side_px), Math.min(crop.rows, side_px), cv.INTER_AREA);
    resize(side_px, side_px, cv.INTER_LINEAR);
    return crop;
  }

  place_square(box) {
    const rule = this.face.crop;
    const longer = Math.max(box.width, box.height);
    const side = Math.max(1, round_away(rule.side * longer));
    const center_x = box.x + box.width / 2, center_y = box.y + box.height / 2 + rule.down * longer;
    return {x: round_away(center_x - side / 2), y: round_away(center_y - side / 2), width: side, height: side};
  }
}
