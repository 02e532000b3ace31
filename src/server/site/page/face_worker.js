// Reads faces beside the page: OpenCV finds them, ONNX Runtime names their expressions.
/* global cv, importScripts, load_model, answer_messages, FaceFinder, FaceCrops, describe_emotion */
importScripts('library/ort.wasm.min.js', 'library/opencv.js', 'worker_model.js', 'find_faces.js', 'crop_faces.js');

// (Its module is a thenable that ends in itself: nothing may await it.)
const opencv_is_ready = new Promise((done) => cv.onRuntimeInitialized = () => done());

answer_messages(async (face) => {
  const model = load_model(face);
  const cascade = await fetch(face.finder.cascade);
  if (!cascade.ok) throw new Error(`${face.finder.cascade}: ${cascade.status}`);
  const bytes = new Uint8Array(await cascade.arrayBuffer());
  await opencv_is_ready;
  const finder = new FaceFinder(face.finder, bytes), crops = new FaceCrops(face);
  const run = await model;
  return async ({width, height, pixels}) => {
    const image = cv.matFromImageData({width, height, data: pixels});
    try {
      cv.cvtColor(image, image, cv.COLOR_RGBA2BGR);
      const boxes = finder.find(image).slice(0, face.most_faces);
      const faces = boxes.map((box) => ({box}));
      if (boxes.length > 0) {
        const shares = await run(crops.cut(image, boxes), [boxes.length, face.channels, face.side_px, face.side_px]);
        const num_classes = face.places.length;
        faces.forEach((one, i) => Object.assign(
            one, describe_emotion(face.places, shares.subarray(i * num_classes, (i + 1) * num_classes))));
      }
      return {source: 'face', width, height, faces};
    } finally {
      image.delete();
    }
  };
});
