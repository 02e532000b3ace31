#include "ingest/demo/demo_emotic.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "codecs/image_codecs.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "ingest/demo/demo_emotic_mat.h"
#include "ingest/demo/demo_scene.h"
#include "ingest/sources/emotic/emotic_names.h"
#include "ingest/sources/emotic/emotic_people.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 4> kFolders = {"mscoco/images", "framesdb/images", "ade20k/images",
                                                 "emodb_small/images"};
constexpr size_t kRepeated = 0;  // this picture of the list test is the last one of train as well

/// How valence, arousal and dominance (each about -1..1) make people name a category, in kEmoticCategories'
/// order, and how often they do.
struct CategoryUse {
  double valence, arousal, dominance, bias;
};
constexpr std::array<CategoryUse, kNumEmoticCategories> kUses = {{
    {2, 0, 0, -2.2},   {-2, 2, 1, -3},    {-2, 1, 0, -2.4},  {0, 1, 0, -0.5},   {-2, 0, 0, -2.6},
    {1, 0, 2, -1},     {-2, 0, 1, -2.5},  {-1, -2, 0, -1.8}, {-2, 1, -1, -2.2}, {-1, 0, -2, -2},
    {-1, 1, -2, -2.5}, {0, 1, 1, 0.5},    {1, 0, 1, -2},     {2, 2, 0, -1},     {-1, -2, -1, -2.2},
    {-2, 2, -2, -3},   {3, 0, 0, -0.8},   {-2, 0, -2, -2.8}, {2, -2, 0, -1.5},  {2, 0, 0, -1.2},
    {-3, -1, 0, -2.2}, {0, -1, -2, -2.5}, {-3, 0, -1, -2.8}, {0, 3, 0, -2.5},   {0, 0, -1, -2.4},
    {0, -1, -1, -2.4},
}};

void check_emotic_options(const DemoDataOptions& options) {
  if (options.layout != "mat" && options.layout != "csv")
    throw ConfigError("demo-data: layout mat or csv expected, '" + options.layout + "' got");
  constexpr int64_t kMost = 100000;
  if (options.num_train < 7 || options.num_validation < 7 || options.num_test < 7 ||
      std::max({options.num_train, options.num_validation, options.num_test}) > kMost) {
    throw ConfigError(fmt::format(
        "demo-data: emotic: 7 to {} people to train, to validate and to test expected, {}, {} and {} got",
        kMost, options.num_train, options.num_validation, options.num_test));
  }
}

double clamp_value(double value) {
  return std::clamp(value, 1.0, 10.0);
}

DemoFeeling draw_feeling(const DemoFeeling& around, double deviation, RandomStream& stream) {
  DemoFeeling feeling;
  feeling.valence = clamp_value(around.valence + deviation * stream.normal());
  feeling.arousal = clamp_value(around.arousal + deviation * stream.normal());
  feeling.dominance = clamp_value(around.dominance + deviation * stream.normal());
  return feeling;
}

DemoAnnotation annotate(const DemoFeeling& feeling, RandomStream& stream) {
  DemoAnnotation annotation;
  const double truth[] = {feeling.valence, feeling.arousal, feeling.dominance};
  for (size_t i = 0; i < 3; ++i)
    annotation.values[i] = clamp_value(std::round(truth[i] + 0.5 * stream.normal()));
  for (size_t k = 0; k < kNumEmoticCategories; ++k) {
    const CategoryUse& use = kUses[k];
    const double score = use.bias + (use.valence * (truth[0] - 5.5) + use.arousal * (truth[1] - 5.5) +
                                     use.dominance * (truth[2] - 5.5)) /
                                        2.2;
    if (stream.bernoulli(1 / (1 + std::exp(-1.5 * score))))
      annotation.categories.emplace_back(kEmoticCategories[k]);
  }
  if (annotation.categories.empty()) annotation.categories.emplace_back("Engagement");
  return annotation;
}

DemoAnnotation combine(const std::vector<DemoAnnotation>& annotations) {
  DemoAnnotation combined;
  std::set<std::string> names;
  for (const DemoAnnotation& annotation : annotations) {
    names.insert(annotation.categories.begin(), annotation.categories.end());
    for (size_t i = 0; i < 3; ++i)
      combined.values[i] += annotation.values[i] / static_cast<double>(annotations.size());
  }
  combined.categories.assign(names.begin(), names.end());
  return combined;
}

void add_flaw(int64_t number, DemoEmoticPerson& person) {
  if (number % 20 == 7) {
    for (DemoAnnotation& annotation : person.annotations) annotation.categories.clear();
  } else if (number % 25 == 11) {
    for (DemoAnnotation& annotation : person.annotations)
      annotation.values[1] = std::numeric_limits<double>::quiet_NaN();
  } else if (number % 30 == 13) {
    person.box[2] = person.box[0];
  }
}

struct DrawnPicture {
  DemoEmoticPicture listed;
  DemoFeeling mood;
  std::vector<DemoFigure> figures;
};

/// One to three people side by side, the last ones cut by the picture's edge now and then.
DrawnPicture plan_picture(Split list, int64_t index, int64_t first_person, int64_t most_people,
                          uint64_t seed) {
  RandomStream stream(seed, "demo_emotic", static_cast<uint64_t>(list), static_cast<uint64_t>(index));
  DrawnPicture picture;
  DemoEmoticPicture& listed = picture.listed;
  listed.list = list;
  listed.folder = kFolders[stream.below(kFolders.size())];
  listed.filename = fmt::format("{}_{:06}.jpg", split_name(list), index + 1);
  listed.width = stream.bernoulli(0.5) ? 240 : 180;
  listed.height = listed.width == 240 ? 170 : 200;
  picture.mood = draw_feeling({}, 2.5, stream);
  const int64_t num_people = std::min<int64_t>(most_people, 1 + static_cast<int64_t>(stream.below(3)));
  constexpr int kAnnotators[] = {1, 3, 5};
  for (int64_t i = 0; i < num_people; ++i) {
    DemoFigure figure;
    figure.feeling = draw_feeling(picture.mood, 1.2, stream);
    figure.height_px = listed.height * stream.uniform(0.5, 0.75);
    figure.center_x_px = listed.width * (static_cast<double>(i) + stream.uniform(0.35, 0.65)) /
                         static_cast<double>(num_people);
    figure.feet_y_px = listed.height * stream.uniform(0.82, 1.04);
    const cv::Rect box = figure.box();
    DemoEmoticPerson person;
    person.box = {box.x, box.y, box.x + box.width, box.y + box.height};
    for (int a = 0; a < kAnnotators[static_cast<size_t>(list)]; ++a)
      person.annotations.push_back(annotate(figure.feeling, stream));
    person.gender = stream.bernoulli(0.5) ? "Male" : "Female";
    person.age = stream.bernoulli(0.7) ? "Adult" : stream.bernoulli(0.5) ? "Teenager" : "Kid";
    add_flaw(first_person + i, person);
    person.combined = combine(person.annotations);
    listed.people.push_back(std::move(person));
    picture.figures.push_back(figure);
  }
  return picture;
}

std::vector<DrawnPicture> plan_pictures(const DemoDataOptions& options) {
  std::vector<DrawnPicture> pictures;
  const int64_t counts[] = {options.num_train, options.num_validation, options.num_test};
  for (const Split list : {Split::kTest, Split::kTrain, Split::kValidation}) {
    const int64_t count = counts[static_cast<size_t>(list)];
    int64_t index = 0;
    for (int64_t made = 0; made < count; ++index) {
      pictures.push_back(plan_picture(list, index, made, count - made, options.seed));
      made += static_cast<int64_t>(pictures.back().listed.people.size());
    }
  }
  DrawnPicture repeated = pictures[kRepeated];
  repeated.listed.list = Split::kTrain;
  repeated.listed.filename = "train_repeated.jpg";
  for (DemoEmoticPerson& person : repeated.listed.people) {
    person.annotations.resize(1);
    person.combined = combine(person.annotations);
  }
  pictures.push_back(std::move(repeated));
  return pictures;
}

std::string draw_scene_jpeg(const DrawnPicture& picture, uint64_t seed, uint64_t number) {
  RandomStream stream(seed, "demo_scene", number);
  const cv::Size size(picture.listed.width, picture.listed.height);
  const std::vector<uint8_t> jpeg = encode_image(
      ".jpg", draw_scene(size, picture.mood, picture.figures, stream), {cv::IMWRITE_JPEG_QUALITY, 90});
  return {jpeg.begin(), jpeg.end()};
}

std::string make_python_list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "'" : ", '") + name + "'";
  return "[" + text + "]";
}

std::string make_table(const std::vector<DemoEmoticPicture>& pictures, Split list) {
  std::string csv = "Index,Folder,Filename,Image Size,BBox,Categorical_Labels,Continuous_Labels,Gender,Age\n";
  int64_t index = 0;
  for (const DemoEmoticPicture& picture : pictures) {
    if (picture.list != list) continue;
    for (const DemoEmoticPerson& person : picture.people) {
      csv += fmt::format("{},{},{},\"[{}, {}]\",\"[{}]\",\"{}\",\"[{}]\",{},{}\n", index++, picture.folder,
                         picture.filename, picture.height, picture.width, fmt::join(person.box, ", "),
                         make_python_list(person.combined.categories),
                         fmt::join(person.combined.values, ", "), person.gender, person.age);
    }
  }
  return csv;
}

}  // namespace

int64_t make_demo_emotic(const fs::path& directory, const DemoDataOptions& options) {
  check_emotic_options(options);
  const std::vector<DrawnPicture> pictures = plan_pictures(options);
  const fs::path root = options.layout == "mat" ? directory / "emotic" : directory;
  for (const char* folder : kFolders) fs::create_directories(root / folder);
  ProgressBar progress("Drawing", static_cast<int64_t>(pictures.size()), "pictures");
  parallel_for(static_cast<int64_t>(pictures.size()), thread_count(), [&](int64_t i) {
    throw_if_interrupted("drawing demo data");
    const auto number = static_cast<size_t>(i) + 1 == pictures.size() ? kRepeated : static_cast<size_t>(i);
    const DemoEmoticPicture& listed = pictures[static_cast<size_t>(i)].listed;
    write_text_atomically(root / listed.folder / listed.filename,
                          draw_scene_jpeg(pictures[number], options.seed, number));
    progress.advance();
  });
  progress.finish();
  std::vector<DemoEmoticPicture> listed;
  int64_t num_people = 0;
  for (const DrawnPicture& picture : pictures) {
    listed.push_back(picture.listed);
    num_people += static_cast<int64_t>(picture.listed.people.size());
  }
  if (options.layout == "mat") {
    fs::create_directories(directory / "Annotations");
    write_demo_emotic_mat(directory / "Annotations" / "Annotations.mat", listed);
  } else {
    for (const Split list : {Split::kTrain, Split::kValidation, Split::kTest})
      write_text_atomically(directory / (std::string(emotic_list_name(list)) + ".csv"),
                            make_table(listed, list));
  }
  return num_people;
}

}  // namespace affekt
