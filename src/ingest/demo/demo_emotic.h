// Synthetic people in sceneries in EMOTIC's two layouts: Annotations.mat, and the tables made of it.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ingest/demo/demo_data.h"
#include "store/samples.h"

namespace affekt {

/// What one annotator said: the names of categories, and valence, arousal and dominance.
struct DemoAnnotation {
  std::vector<std::string> categories;
  std::array<double, 3> values{};
};

struct DemoEmoticPerson {
  std::array<int, 4> box{};                 // x1, y1, x2, y2
  std::vector<DemoAnnotation> annotations;  // one in train, three in val, five in test, as the real set has
  DemoAnnotation combined;                  // the union, and the mean
  std::string gender, age;
};

struct DemoEmoticPicture {
  Split list = Split::kTrain;
  std::string folder, filename;
  int width = 0, height = 0;
  std::vector<DemoEmoticPerson> people;
};

/// Layout mat: Annotations/Annotations.mat and the pictures in emotic/; layout csv: train.csv, val.csv and
/// test.csv beside the pictures' folders. Both hold the same people. A few have flaws of the real set: boxes
/// partly or wholly without area, nobody named a category, a value is missing, one picture in two lists.
/// @return  the number of people  @throws ConfigError: another layout, counts out of range
int64_t make_demo_emotic(const std::filesystem::path& directory, const DemoDataOptions& options);

}  // namespace affekt
