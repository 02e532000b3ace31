#include "ingest/sources/emotic/emotic_images.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/text/text.h"
#include "ingest/images/image_planes.h"
#include "ingest/sources/emotic/emotic_names.h"
#include "ingest/sources/emotic/picture_crops.h"
#include "ingest/text/read_bytes.h"

namespace affekt {
namespace {

constexpr size_t kBlockPictures = 64;

/// What became of one picture's people.
struct PictureRows {
  std::vector<size_t> people;          // those with an image, rows of the plan
  std::vector<uint8_t> body, context;  // [people.size(), 3, side, side]
  std::string fault;                   // of the picture: none of its people has an image
  std::vector<BadSample> bad;          // people whose list says an impossible size of the picture
  FittedPicture fitted;                // of its first person, without its pixels
  bool is_turned = false;
  int64_t num_cut = 0, num_without_area = 0;
};

size_t plane_bytes(int64_t side) {
  return 3 * static_cast<size_t>(side) * static_cast<size_t>(side);
}

PictureRows crop_people(const EmoticPlan& plan, const EmoticPicture& picture,
                        const std::filesystem::path& root, const PeopleConfig& config) {
  PictureRows rows;
  const EmoticPerson& first = plan.people[picture.people.front()];
  const FileBytes file = read_bytes(root / picture.name);
  rows.fault = file.fault;
  if (!rows.fault.empty()) return rows;
  const DecodedPicture decoded = decode_picture(file.bytes, first.width, first.height);
  rows.fault = decoded.fault;
  if (!rows.fault.empty()) return rows;
  rows.is_turned = decoded.is_turned;
  const size_t body_bytes = plane_bytes(config.body_px), context_bytes = plane_bytes(config.context_px);
  for (const size_t row : picture.people) {
    const EmoticPerson& person = plan.people[row];
    const FittedPicture fitted = fit_picture(decoded.image, person.width, person.height);
    if (row == picture.people.front()) {
      rows.fitted = fitted;
      rows.fitted.image.release();
    }
    if (!fitted.fault.empty()) {
      rows.bad.push_back({person.place, picture.name + ": " + fitted.fault});
      continue;
    }
    const PixelBox box = to_pixels(person.box, fitted);
    if (box.rect.empty()) {
      ++rows.num_without_area;
      continue;
    }
    rows.num_cut += box.is_cut ? 1 : 0;
    rows.people.push_back(row);
    rows.body.resize(rows.body.size() + body_bytes);
    write_planes(fitted.image(box.rect), static_cast<int>(config.body_px),
                 rows.body.data() + rows.body.size() - body_bytes);
    cv::Mat context = fitted.image;
    if (config.blank_person) {
      context = context.clone();
      context(box.rect).setTo(kBlankColour);
    }
    rows.context.resize(rows.context.size() + context_bytes);
    write_planes(context, static_cast<int>(config.context_px),
                 rows.context.data() + rows.context.size() - context_bytes);
  }
  return rows;
}

/// Rows that are appended at once.
struct RowBlock {
  explicit RowBlock(const PeopleConfig& config) {
    for (const RowTensor& tensor : describe_emotic_rows(config)) {
      std::vector<int64_t> shape = {0};
      shape.insert(shape.end(), tensor.row_shape.begin(), tensor.row_shape.end());
      tensors[tensor.name] = HostTensor::make(tensor.type, shape);
    }
  }
  template <class T>
  void add(const std::string& name, const T* values, size_t count) {
    const auto* bytes = reinterpret_cast<const std::byte*>(values);
    std::vector<std::byte>& all = tensors[name].bytes;
    all.insert(all.end(), bytes, bytes + count * sizeof(T));
  }
  void add_person(const EmoticPerson& person, Split split, int32_t image) {
    const std::array<float, 3> values = {static_cast<float>(person.values[0]),
                                         static_cast<float>(person.values[1]),
                                         static_cast<float>(person.values[2])};
    add("categories", person.categories.data(), person.categories.size());
    add("values", values.data(), values.size());
    add("image", &image, 1);
    splits.push_back(split);
    source_ids.push_back(to_valid_utf8(person.source_id()));
  }
  void append_to(PreparedRowsWriter& writer) {
    for (auto& [name, tensor] : tensors) tensor.shape[0] = static_cast<int64_t>(splits.size());
    writer.append(tensors, splits, source_ids);
  }
  HostTensors tensors;
  std::vector<Split> splits;
  std::vector<std::string> source_ids;
};

void take_rows(const EmoticPlan& plan, const EmoticPicture& picture, PictureRows& rows, int32_t image,
               RowBlock& block, EmoticImages& result) {
  if (!rows.fault.empty()) {
    for (const size_t row : picture.people)
      result.bad.push_back({plan.people[row].place, picture.name + ": " + rows.fault});
    return;
  }
  result.bad.insert(result.bad.end(), rows.bad.begin(), rows.bad.end());
  block.add("body", rows.body.data(), rows.body.size());
  block.add("context", rows.context.data(), rows.context.size());
  for (const size_t row : rows.people) {
    block.add_person(plan.people[row], plan.splits[row], image);
    result.splits.push_back(plan.splits[row]);
  }
  result.counts["boxes_cut"] += rows.num_cut;
  result.counts["people_without_area"] += rows.num_without_area;
  result.counts["pictures_padded"] += rows.fitted.is_padded ? 1 : 0;
  result.counts["pictures_scaled"] += rows.fitted.is_scaled ? 1 : 0;
  result.counts["pictures_turned"] += rows.is_turned ? 1 : 0;
  result.counts["people"] += static_cast<int64_t>(rows.people.size());
  result.counts["pictures"] += rows.people.empty() ? 0 : 1;
}

}  // namespace

std::vector<RowTensor> describe_emotic_rows(const PeopleConfig& people) {
  return {{"body", DType::kUint8, {3, people.body_px, people.body_px}},
          {"context", DType::kUint8, {3, people.context_px, people.context_px}},
          {"categories", DType::kUint8, {static_cast<int64_t>(kNumEmoticCategories)}},
          {"values", DType::kFloat32, {static_cast<int64_t>(kEmoticValues.size())}},
          {"image", DType::kInt32, {}}};
}

EmoticImages write_emotic_rows(const EmoticPlan& plan, const std::filesystem::path& root,
                               const PeopleConfig& people, PreparedRowsWriter& writer) {
  EmoticImages result;
  for (const char* name : {"boxes_cut", "people_without_area", "pictures_padded", "pictures_scaled",
                           "pictures_turned", "people", "pictures"})
    result.counts[name] = 0;
  const size_t total = plan.pictures.size();
  ProgressBar progress("Cropping", static_cast<int64_t>(std::max<size_t>(total, 1)), "pictures");
  for (size_t begin = 0; begin < total; begin += kBlockPictures) {
    const size_t count = std::min(kBlockPictures, total - begin);
    std::vector<PictureRows> pictures(count);
    parallel_for(static_cast<int64_t>(count), thread_count(), [&](int64_t i) {
      throw_if_interrupted("preparing the data");
      const auto index = static_cast<size_t>(i);
      pictures[index] = crop_people(plan, plan.pictures[begin + index], root, people);
      progress.advance();
    });
    RowBlock block(people);
    for (size_t i = 0; i < count; ++i) {
      take_rows(plan, plan.pictures[begin + i], pictures[i], static_cast<int32_t>(begin + i), block, result);
      pictures[i] = {};
    }
    block.append_to(writer);
  }
  return result;
}

}  // namespace affekt
