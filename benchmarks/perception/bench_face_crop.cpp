// Does an emotion survive face finding and cropping? Pictures of cropped faces are pasted, two to four times
// as large, into larger pictures of texture; the face is looked for and cropped, and its class is compared
// with that of the original picture.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "core/random_stream.h"
#include "metrics/bootstrap.h"
#include "metrics/classification.h"
#include "perception/face_crop.h"
#include "perception/face_finder.h"
#include "perception/face_reader.h"
#include "perception/read_picture.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

struct CropBenchOptions {
  fs::path folder, model;
  int64_t num_pictures = 1000;
  uint64_t seed = 1;
  bool tries_rules = false;
  FaceFinderOptions finder;
};

struct PastedFace {
  cv::Mat original, scene;
  cv::Rect truth;  // where it was pasted
  int32_t label = 0;
  cv::Rect box;  // what was found
  bool is_found = false;
};

/// Smooth noise of three sizes with flat patches over it: edges and gradients as in a room.
cv::Mat draw_texture(cv::Size size, RandomStream& stream) {
  cv::Mat texture(size, CV_32F, cv::Scalar(0));
  for (const int cell : {160, 40, 10}) {
    cv::Mat coarse(size.height / cell + 2, size.width / cell + 2, CV_32F), fine;
    for (int y = 0; y < coarse.rows; ++y)
      for (int x = 0; x < coarse.cols; ++x) coarse.at<float>(y, x) = static_cast<float>(stream.normal());
    cv::resize(coarse, fine, size, 0, 0, cv::INTER_CUBIC);
    texture += fine * (cell == 160 ? 45 : cell == 40 ? 20 : 8);
  }
  texture += 90 + 60 * stream.uniform();
  for (int i = 0; i < 12; ++i) {
    const auto at = [&](int limit) { return static_cast<int>(stream.uniform() * limit); };
    const cv::Rect patch(at(size.width), at(size.height), 10 + at(size.width / 4), 10 + at(size.height / 4));
    cv::rectangle(texture, patch, cv::Scalar(255 * stream.uniform()), cv::FILLED);
  }
  cv::Mat grey, bgr;
  texture.convertTo(grey, CV_8U);
  cv::cvtColor(grey, bgr, cv::COLOR_GRAY2BGR);
  return bgr;
}

PastedFace paste(const fs::path& path, int32_t label, uint64_t seed, uint64_t number) {
  RandomStream stream(seed, "bench_face_crop", number);
  PastedFace pasted;
  pasted.label = label;
  pasted.original = read_picture_file(path);
  pasted.scene = draw_texture({640, 480}, stream);
  const int side = static_cast<int>(std::lround(pasted.original.cols * (2 + 2 * stream.uniform())));
  const auto place = [&](int room) { return static_cast<int>(stream.uniform() * (room - side)); };
  const int x = place(pasted.scene.cols);
  pasted.truth = {x, place(pasted.scene.rows), side, side};
  cv::Mat large;
  cv::resize(pasted.original, large, {side, side}, 0, 0, cv::INTER_CUBIC);
  large.copyTo(pasted.scene(pasted.truth));
  return pasted;
}

bool overlaps(const cv::Rect& box, const cv::Rect& truth) {
  const double shared = (box & truth).area();
  return shared / (box.area() + truth.area() - shared) >= 0.3;
}

std::vector<PastedFace> paste_all(const CropBenchOptions& options, const std::vector<std::string>& classes) {
  std::vector<std::pair<fs::path, int32_t>> files;
  for (size_t k = 0; k < classes.size(); ++k) {
    if (!fs::is_directory(options.folder / classes[k])) continue;
    for (const auto& entry : fs::directory_iterator(options.folder / classes[k]))
      files.emplace_back(entry.path(), static_cast<int32_t>(k));
  }
  if (files.empty()) {
    throw DataError(options.folder.string() +
                    ": a folder with one folder of pictures a class expected, named " + classes[0] + " ...");
  }
  std::sort(files.begin(), files.end());
  RandomStream stream(options.seed, "bench_face_crop_choice");
  std::vector<PastedFace> faces;
  for (const int64_t index : draw_permutation(stream, static_cast<int64_t>(files.size()))) {
    if (static_cast<int64_t>(faces.size()) == options.num_pictures) break;
    const auto& [path, label] = files[static_cast<size_t>(index)];
    faces.push_back(paste(path, label, options.seed, static_cast<uint64_t>(index)));
  }
  return faces;
}

void find_all(std::vector<PastedFace>& faces, const FaceFinderOptions& options) {
  FaceFinder finder(options);
  int64_t num_found = 0, num_elsewhere = 0, num_extra = 0;
  std::vector<double> milliseconds;
  for (PastedFace& face : faces) {
    const std::clock_t start = std::clock();  // of all threads: the machine may do other things too
    const std::vector<cv::Rect> boxes = finder.find(face.scene);
    milliseconds.push_back(1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    if (boxes.empty()) continue;
    face.box = boxes[0];
    face.is_found = overlaps(face.box, face.truth);
    (face.is_found ? num_found : num_elsewhere) += 1;
    num_extra += static_cast<int64_t>(boxes.size()) - 1;
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  std::cout << fmt::format(
      "{} pictures of 640x480: the largest box is the pasted face in {:.1f} %, another place in {:.1f} %, "
      "none in "
      "{:.1f} %; {:.2f} other boxes a picture; {:.1f} ms of one core a picture (median), {:.1f} ms (99 %)\n",
      faces.size(), 100.0 * num_found / faces.size(), 100.0 * num_elsewhere / faces.size(),
      100.0 * (faces.size() - num_found - num_elsewhere) / faces.size(),
      static_cast<double>(num_extra) / faces.size(), milliseconds[milliseconds.size() / 2],
      milliseconds[milliseconds.size() * 99 / 100]);
  double side = 0, down = 0;
  for (const PastedFace& face : faces) {
    if (!face.is_found) continue;
    side += static_cast<double>(face.truth.width) / face.box.width;
    down += (face.truth.y + face.truth.height / 2.0 - face.box.y - face.box.height / 2.0) / face.box.width;
  }
  std::cout << fmt::format("the pasted picture is {:.3f} boxes wide, its centre {:.3f} boxes lower (means)\n",
                           side / num_found, down / num_found);
}

std::vector<int32_t> classes_of(const std::vector<std::vector<float>>& rows) {
  std::vector<int32_t> classes;
  for (const auto& row : rows)
    classes.push_back(static_cast<int32_t>(std::max_element(row.begin(), row.end()) - row.begin()));
  return classes;
}

struct RuleScores {
  int64_t same = 0, right_before = 0, right_after = 0, count = 0;
};

RuleScores score_rule(const std::vector<PastedFace>& faces, const FaceCropRule& rule, FaceReader& reader,
                      const std::vector<int32_t>& before) {
  RuleScores scores;
  std::vector<cv::Mat> crops;
  std::vector<size_t> rows;
  for (size_t i = 0; i < faces.size(); ++i) {
    if (!faces[i].is_found) continue;
    crops.push_back(crop_square(faces[i].scene, place_face_square(faces[i].box, rule)));
    rows.push_back(i);
  }
  const std::vector<int32_t> after = classes_of(reader.read_crops(crops));
  for (size_t j = 0; j < rows.size(); ++j) {
    const size_t i = rows[j];
    scores.same += after[j] == before[i];
    scores.right_before += before[i] == faces[i].label;
    scores.right_after += after[j] == faces[i].label;
  }
  scores.count = static_cast<int64_t>(rows.size());
  return scores;
}

std::string percent_of(int64_t part, int64_t count) {
  const Interval interval = wilson_interval(part, count);
  return fmt::format("{:.1f} % ({:.1f} to {:.1f})", 100.0 * part / count, 100 * interval.low,
                     100 * interval.high);
}

void print_rule(const FaceCropRule& rule, const RuleScores& scores) {
  std::cout << fmt::format("| {:.2f} | {:+.2f} | {} | {} | {} |\n", rule.side, rule.down,
                           percent_of(scores.same, scores.count),
                           percent_of(scores.right_before, scores.count),
                           percent_of(scores.right_after, scores.count))
            << std::flush;
}

void measure_crops(const CropBenchOptions& options) {
  FaceReader reader(read_onnx_model(options.model));
  std::vector<PastedFace> faces = paste_all(options, reader.class_names());
  find_all(faces, options.finder);
  std::vector<cv::Mat> originals;
  for (const PastedFace& face : faces) originals.push_back(face.original);
  const std::vector<int32_t> before = classes_of(reader.read_crops(originals));
  std::cout
      << "of the faces found:\n| side | down | same class as the original's | original right | crop right "
         "|\n|---|---|---|---|---|\n";
  if (!options.tries_rules) {
    print_rule({}, score_rule(faces, {}, reader, before));
    return;
  }
  for (const double side : {0.9, 1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4, 1.5}) {
    for (const double down : {-0.05, 0.0, 0.03, 0.06, 0.1}) {
      const FaceCropRule rule{side, down};
      print_rule(rule, score_rule(faces, rule, reader, before));
    }
  }
}

}  // namespace
}  // namespace affekt

int main(int argc, char** argv) {
  affekt::CropBenchOptions options;
  CLI::App app("How often the class of a face survives finding and cropping it in a larger picture");
  app.add_option("FOLDER", options.folder, "one folder of cropped faces a class, as fer2013/validation")
      ->required();
  app.add_option("MODEL", options.model, "model.onnx of a model of faces")->required();
  app.add_option("--pictures", options.num_pictures, "at most so many, drawn by the seed")
      ->capture_default_str();
  app.add_option("--seed", options.seed)->capture_default_str();
  app.add_flag("--try-rules", options.tries_rules, "a table of crop rules in place of the one in use");
  app.add_option("--cascade", options.finder.cascade);
  app.add_option("--min-neighbors", options.finder.min_neighbors)->capture_default_str();
  app.add_option("--scale-step", options.finder.scale_step)->capture_default_str();
  app.add_option("--smallest-share", options.finder.smallest_share)->capture_default_str();
  app.add_option("--search-px", options.finder.search_px)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    affekt::measure_crops(options);
  } catch (const affekt::Error& error) {
    std::cerr << "bench_face_crop: " << error.what() << "\n";
    return static_cast<int>(error.code());
  }
}
