// Where in a picture the faces are: src/perception/face_finder.cpp in the browser, with the same cascade.
/* global cv */

/** C++'s std::lround: halves away from 0. */
const round_away = (value) => Math.sign(value) * Math.round(Math.abs(value));

class FaceFinder {
  /** @param options site.json's  @param cascade the file's bytes */
  constructor(options, cascade) {
    this.options = options;
    cv.FS_createDataFile('/', 'cascade.xml', cascade, true, false, false);
    this.cascade = new cv.CascadeClassifier();
    if (!this.cascade.load('cascade.xml')) throw new Error('The cascade of faces is damaged.');
  }

  /** @param image BGR  @return [{x, y, width, height}], the largest first */
  find(image) {
    const {smallest_share, first_share, min_neighbors, scale_step, search_px} = this.options;
    const scale = Math.min(1, search_px / Math.max(image.cols, image.rows));
    const searched = new cv.Mat(), found = new cv.RectVector();
    try {
      if (scale < 1) cv.resize(image, searched, new cv.Size(0, 0), scale, scale, cv.INTER_AREA);
      cv.cvtColor(scale < 1 ? searched : image, searched, cv.COLOR_BGR2GRAY);
      cv.equalizeHist(searched, searched);
      const search = (share) => {
        const smallest = Math.ceil(share * Math.min(searched.cols, searched.rows));
        this.cascade.detectMultiScale(searched, found, scale_step, min_neighbors, 0, new cv.Size(smallest, smallest),
                                      new cv.Size(0, 0));
      };
      for (let share = first_share; found.size() === 0 && share > smallest_share; share /= 2) search(share);
      if (found.size() === 0) search(smallest_share);
      const boxes = [];
      for (let i = 0; i < found.size(); ++i) boxes.push(scale_back(found.get(i), scale, image));
      const area = (box) => box.width * box.height;
      return boxes.sort((a, b) => area(b) - area(a) || a.y - b.y || a.x - b.x);
    } finally {
      searched.delete();
      found.delete();
    }
  }
}

function scale_back(box, scale, image) {
  const back = (value) => round_away(value / scale);
  return overlap({x: back(box.x), y: back(box.y), width: back(box.width), height: back(box.height)}, image);
}

/** The part of a box that lies in the picture. */
function overlap(box, image) {
  const x = Math.max(0, box.x), y = Math.max(0, box.y);
  return {x, y, width: Math.min(image.cols, box.x + box.width) - x, height: Math.min(image.rows, box.y + box.height) - y};
}
