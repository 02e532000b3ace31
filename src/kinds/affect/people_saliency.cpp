#include "kinds/affect/people_saliency.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/process/interrupt.h"
#include "evaluation/classification/shown_samples.h"
#include "evaluation/figures/image_png.h"
#include "models/host_tensors.h"
#include "store/people_file.h"
#include "tasks/grad_cam.h"
#include "tasks/predict_people.h"

namespace affekt {
namespace {

struct TopCategory {
  int64_t category = 0;
  float probability = 0;
  bool is_label = false;
};

std::vector<TopCategory> find_top_categories(const AffectPredictions& predictions) {
  const int64_t num_categories = predictions.num_categories();
  std::vector<TopCategory> tops;
  for (int64_t i = 0; i < predictions.num_samples(); ++i) {
    const auto row = predictions.probabilities.begin() + i * num_categories;
    const auto top = std::max_element(row, row + num_categories);
    tops.push_back(
        {top - row, *top, predictions.labels[static_cast<size_t>(i * num_categories + (top - row))] != 0});
  }
  return tops;
}

std::vector<int64_t> rank_people(const std::vector<TopCategory>& tops, bool is_label) {
  std::vector<int64_t> people;
  for (size_t i = 0; i < tops.size(); ++i)
    if (tops[i].is_label == is_label) people.push_back(static_cast<int64_t>(i));
  std::stable_sort(people.begin(), people.end(), [&](int64_t a, int64_t b) {
    return tops[static_cast<size_t>(a)].probability > tops[static_cast<size_t>(b)].probability;
  });
  return people;
}

/// @param streams  filled in: the same for each person
std::string draw_person(Network& network, const PreparedRowsReader& file, int64_t row, int64_t category,
                        std::vector<PeopleSaliency::Stream>& streams) {
  const std::vector<TensorSpec> inputs = network.inputs();
  const auto heat = compute_grad_cam(network, to_torch(read_people_images(file, inputs, {row})),
                                     {"category_logits", torch::full({1}, category, torch::kInt64)});
  streams.clear();
  std::vector<HostTensor> pixels, maps;  // held while the views look at them
  for (const TensorSpec& input : inputs) {
    pixels.push_back(file.read(input.name, {row}));
    const GradCamMap& map = heat.at(input.name);
    maps.push_back(to_host(map.heat));
    streams.push_back({input.name == kBodyTensor ? "the person" : "the picture", map.rows, map.columns});
  }
  std::vector<ImageView> views;
  for (size_t i = 0; i < pixels.size(); ++i) {
    const std::vector<int64_t>& shape = pixels[i].shape;  // [1, C, H, W]
    ImageView view{pixels[i].values<uint8_t>(), shape[1], shape[2], shape[3], nullptr};
    views.push_back(view);
    view.heat = maps[i].values<float>();
    views.push_back(view);
  }
  return encode_png(views);
}

}  // namespace

PeopleSaliency show_where_it_looked(Network& network, const PreparedRowsReader& file,
                                    const std::vector<int64_t>& rows, const AffectPredictions& predictions,
                                    int64_t count) {
  const std::vector<TopCategory> tops = find_top_categories(predictions);
  PeopleSaliency saliency;
  for (const int64_t person : mix_wrong_and_right(rank_people(tops, false), rank_people(tops, true), count)) {
    throw_if_interrupted("the evaluation");
    const auto i = static_cast<size_t>(person);
    Gallery::Item item;
    item.name = predictions.source_ids[i];
    item.image_png = draw_person(network, file, rows[i], tops[i].category, saliency.streams);
    item.lines = {
        predictions.category_names[static_cast<size_t>(tops[i].category)],
        fmt::format("{:.1f} %, {}", 100 * tops[i].probability,
                    tops[i].is_label ? "named by the annotators too" : "not named by the annotators")};
    saliency.items.push_back(std::move(item));
  }
  return saliency;
}

}  // namespace affekt
