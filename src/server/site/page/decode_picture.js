// The file of a picture -> its pixels, as src/perception/read_picture.h wants them: upright, on white, without the
// colours being corrected.
import {Refusal} from './refusal.js';

/** @param bytes a Blob  @return ImageData */
export async function decode_picture(bytes, most_megapixels) {
  let picture;
  try {
    picture = await createImageBitmap(bytes, {imageOrientation: 'from-image', colorSpaceConversion: 'none'});
  } catch {
    throw new Refusal(422, 'The browser cannot read this picture.');
  }
  const {width, height} = picture;
  if (width * height > most_megapixels * 1e6) {
    picture.close();
    throw new Refusal(422, `The picture has ${width}x${height} pixels; at most ${most_megapixels} megapixels are read.`);
  }
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0);
  picture.close();
  return context.getImageData(0, 0, width, height);
}
