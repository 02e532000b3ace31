// A small prepared file of synthetic people, with two images each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "store/people_file.h"
#include "store/prepared_rows.h"

namespace affekt::testing_support {

struct TinyPeople {
  int64_t side = 32;
  int64_t num_train = 8, num_validation = 3, num_test = 3;
  bool same_images = false;    // the context is the body
  std::string ingest_options;  // what the file says that it was prepared with
};

/// Three categories; pictures of one person each. Person i has the categories k with (i + k) % 3 == 0 and the
/// values 2 + (i * (k + 1)) % 7.
inline std::filesystem::path write_tiny_people(const std::filesystem::path& folder, const TinyPeople& tiny) {
  const int64_t count = tiny.num_train + tiny.num_validation + tiny.num_test;
  const auto draw = [&](int64_t first) {
    HostTensor images = HostTensor::make(DType::kUint8, {count, 3, tiny.side, tiny.side});
    for (int64_t i = 0; i < images.count(); ++i)
      images.values<uint8_t>()[i] = static_cast<uint8_t>(first + 37 * i + i / 1000);
    return images;
  };
  HostTensor categories = HostTensor::make(DType::kUint8, {count, 3}),
             values = HostTensor::make(DType::kFloat32, {count, 3}),
             image = HostTensor::make(DType::kInt32, {count});
  std::vector<Split> splits;
  std::vector<std::string> ids;
  for (int64_t i = 0; i < count; ++i) {
    splits.push_back(i < tiny.num_train                         ? Split::kTrain
                     : i < tiny.num_train + tiny.num_validation ? Split::kValidation
                                                                : Split::kTest);
    ids.push_back("a/" + std::to_string(i) + ".jpg#1");
    image.values<int32_t>()[i] = static_cast<int32_t>(i);
    for (int64_t k = 0; k < 3; ++k) {
      categories.values<uint8_t>()[3 * i + k] = (i + k) % 3 == 0;
      values.values<float>()[3 * i + k] = static_cast<float>(2 + (i * (k + 1)) % 7);
    }
  }
  const std::filesystem::path path = folder / "people.h5";
  PreparedEnvelope envelope;
  envelope.kind = kPeopleKind;
  envelope.dataset_name = "emotic";
  envelope.ingest_options = tiny.ingest_options;
  PreparedRowsWriter writer(path, envelope,
                            {{kBodyTensor, DType::kUint8, {3, tiny.side, tiny.side}},
                             {kContextTensor, DType::kUint8, {3, tiny.side, tiny.side}},
                             {kCategoriesTensor, DType::kUint8, {3}},
                             {kValuesTensor, DType::kFloat32, {3}},
                             {kImageIndexTensor, DType::kInt32, {}}});
  writer.append({{kBodyTensor, draw(0)},
                 {kContextTensor, draw(tiny.same_images ? 0 : 90)},
                 {kCategoriesTensor, categories},
                 {kValuesTensor, values},
                 {kImageIndexTensor, image}},
                splits, ids);
  writer.finish({{"category_names", {"Anger", "Happiness", "Peace"}},
                 {"value_names", {"valence", "arousal", "dominance"}},
                 {"counts", {{"people", count}}},
                 {"bad", nlohmann::json::array()}});
  return path;
}

}  // namespace affekt::testing_support
