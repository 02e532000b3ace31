// What must fail well of EMOTIC and of imported weights: a user's fault, its message and its exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include <memory>
#include <stdexcept>

#include "tests/app/affekt_process.h"
#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

namespace fs = std::filesystem;

std::string bytes_of_numbers(const std::vector<uint32_t>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), 4 * numbers.size()};
}

/// A MATLAB 5 file with one variable, a 1x1 struct array with the one field `field` that holds nothing.
std::string make_mat_of_struct(const std::string& name, const std::string& field) {
  constexpr uint32_t kInt8 = 1, kInt32 = 5, kUint32 = 6, kMatrix = 14, kStruct = 2, kDouble = 6, kWidth = 16;
  const auto padded = [](std::string text, size_t size) {
    text.resize(size, '\0');
    return text;
  };
  const auto head = [&](uint32_t array_class, uint32_t rows, const std::string& called) {
    const auto length = static_cast<uint32_t>(called.size());
    return bytes_of_numbers({kUint32, 8, array_class, 0, kInt32, 8, rows, rows, kInt8, length}) +
           padded(called, (length + 7) / 8 * 8);
  };
  const auto matrix = [](const std::string& content) {
    return bytes_of_numbers({kMatrix, static_cast<uint32_t>(content.size())}) + content;
  };
  const std::string nothing = matrix(head(kDouble, 0, "") + bytes_of_numbers({9, 0}));
  return padded("MATLAB 5.0 MAT-file", 124) + std::string("\0\1IM", 4) +
         matrix(head(kStruct, 1, name) + bytes_of_numbers({4 << 16 | kInt32, kWidth, kInt8, kWidth}) +
                padded(field, kWidth) + nothing);
}

/// Seven people in each list, as tables; drawn once.
class PeopleFailures : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    const ProcessResult drawn =
        run_affekt({"demo-data", "emotic", (*folder_ / "drawn").string(), "--layout", "csv", "--num-train",
                    "7", "--num-validation", "7", "--num-test", "7"});
    if (drawn.exit_code != 0) throw std::runtime_error(drawn.err);
  }
  static void TearDownTestSuite() { folder_.reset(); }

  void SetUp() override {
    fs::remove_all(set());
    fs::copy(*folder_ / "drawn", set(), fs::copy_options::recursive);
    write_file(config(), "name: people\ndata: {source: emotic, path: '" + set().string() +
                             "', prepared_dir: '" + (*folder_ / "prepared").string() +
                             "', people: {body_px: 32, context_px: 32}}\nmodel: {name: two_stream_resnet18, "
                             "fusion: {units: 8, streams: body}}\ntrain: {epochs: 1, best_metric: map, "
                             "schedule: {warmup_epochs: 0}}\n");
  }
  static fs::path set() { return *folder_ / "set"; }
  static fs::path config() { return *folder_ / "people.yaml"; }

  /// The first person of train.csv.
  static void replace_first_person(const std::string& box, const std::string& categories,
                                   const std::string& values) {
    const std::string table = read_file(set() / "train.csv");
    const size_t line = table.find('\n') + 1, folder = table.find(',', line) + 1;
    const size_t size = table.find("\"[", folder), size_end = table.find("\",", size) + 2;
    const size_t line_end = table.find('\n', line);
    write_file(set() / "train.csv", table.substr(0, size_end) + "\"" + box + "\",\"" + categories + "\",\"" +
                                        values + "\",Male,Adult" + table.substr(line_end));
  }
  static void expect_prepare_refused(const testing::Matcher<const std::string&>& message) {
    expect_refused(run_affekt({"prepare", config().string()}), 3, message);
  }
  static void expect_train_refused(const std::string& setting, int exit_code,
                                   const testing::Matcher<const std::string&>& message) {
    expect_refused(run_affekt({"train", config().string(), "--out", (*folder_ / "run").string(),
                               "--overwrite", "--set", setting}),
                   exit_code, message);
  }
  static void expect_refused(const ProcessResult& result, int exit_code,
                             const testing::Matcher<const std::string&>& message) {
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr("affekt: error: "), message));
  }
  static std::string seed_of_fuzzer(const std::string& name) {
    return std::string(AFFEKT_SOURCE_DIR) + "/tests/fuzz/corpus/" + name;
  }

  static std::unique_ptr<TemporaryFolder> folder_;
};

std::unique_ptr<TemporaryFolder> PeopleFailures::folder_;

TEST_F(PeopleFailures, AFolderWithoutPictures) {
  for (const char* folder : {"mscoco", "framesdb", "ade20k", "emodb_small"}) fs::remove_all(set() / folder);
  expect_prepare_refused(AllOf(HasSubstr("none of the "),
                               HasSubstr("pictures of train.csv, val.csv, test.csv"),
                               HasSubstr("unpack it here")));
}

TEST_F(PeopleFailures, AnnotationsOfVersion73) {
  H5Fclose(H5Fcreate((set() / "Annotations.mat").c_str(), H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT));
  expect_prepare_refused(
      AllOf(HasSubstr("Annotations.mat"), HasSubstr("version 7.3 (HDF5)"), HasSubstr("save('-v7'")));
}

TEST_F(PeopleFailures, AnnotationsOfAnotherStruct) {
  write_file(set() / "Annotations.mat", make_mat_of_struct("train", "faces"));
  expect_prepare_refused(
      HasSubstr("Annotations.mat: not EMOTIC's annotations: variable 'train': a struct array "
                "with the fields filename, folder and person expected, "));
  write_file(set() / "Annotations.mat", make_mat_of_struct("imdb", "faces"));
  expect_prepare_refused(HasSubstr("the variables train, val and test expected (at least one), imdb got"));
}

TEST_F(PeopleFailures, AListThatIsNoPythonList) {
  replace_first_person("[1, 1, 40, 40]", "Peace; Fear", "[5, 6, 7]");
  expect_prepare_refused(HasSubstr(
      "train.csv:2: Categorical_Labels: a Python list of names in quotes expected, 'Peace; Fear' got"));
}

TEST_F(PeopleFailures, AnUnknownCategory) {
  replace_first_person("[1, 1, 40, 40]", "['Happyness']", "[5, 6, 7]");
  expect_prepare_refused(
      HasSubstr("train.csv:2: one of EMOTIC's 26 categories expected, 'Happyness' got; did "
                "you mean \"Happiness\"?"));
}

TEST_F(PeopleFailures, AValueOutsideOneToTen) {
  replace_first_person("[1, 1, 40, 40]", "['Peace']", "[5, 6, 10.5]");
  expect_prepare_refused(HasSubstr("train.csv:2: dominance in 1..10 expected, 10.5 got"));
}

TEST_F(PeopleFailures, AMissingPictureIsNamedAndSkippedOnlyWhenToldTo) {
  const std::string table = read_file(set() / "train.csv");
  const size_t folder = table.find(',', table.find('\n')) + 1, name = table.find(',', folder) + 1;
  const std::string picture =
      table.substr(folder, name - 1 - folder) + "/" + table.substr(name, table.find(',', name) - name);
  ASSERT_TRUE(fs::remove(set() / picture)) << picture;
  const auto told = HasSubstr("train.csv:2: the picture " + picture + " is missing");
  expect_prepare_refused(AllOf(told, HasSubstr("on_bad_sample")));
  const ProcessResult skipped =
      run_affekt({"prepare", config().string(), "--set", "data.on_bad_sample=skip"});
  EXPECT_EQ(skipped.exit_code, 0) << skipped.err;
  EXPECT_THAT(skipped.err, told);
}

TEST_F(PeopleFailures, WeightsOfResNet50) {
  const std::string header = R"({"layer1.0.conv3.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  const fs::path path = *folder_ / "resnet50.safetensors";
  write_file(path,
             bytes_of_numbers({static_cast<uint32_t>(header.size()), 0}) + header + std::string(4, '\0'));
  expect_train_refused("model.pretrained.path=" + path.string(), 4,
                       AllOf(HasSubstr("resnet50.safetensors: weights of a ResNet with bottleneck blocks, as "
                                       "ResNet-50 has"),
                             HasSubstr("resnet18-f37072fd.pth")));
}

TEST_F(PeopleFailures, AFileThatWantsToExecuteSomething) {
  for (const std::string form : {"pth_zip", "pth_legacy"}) {
    const std::string file = seed_of_fuzzer(form + "/calls_os_system");
    expect_train_refused(
        "model.pretrained.path=" + file, 4,
        AllOf(HasSubstr(file), HasSubstr("wants to call posix.system; nothing but tensors")));
  }
}

TEST_F(PeopleFailures, ATruncatedPth) {
  for (const std::string form : {"pth_zip", "pth_legacy"}) {
    const std::string file = seed_of_fuzzer(form + "/truncated");
    expect_train_refused("model.pretrained.path=" + file, 4, AllOf(HasSubstr(file), HasSubstr("truncated")));
  }
}

TEST_F(PeopleFailures, FreezingALayerThatDoesNotExist) {
  expect_train_refused(
      "train.transfer.freeze_through=layer5", 2,
      AllOf(HasSubstr("train.transfer.freeze_through: expected one of the layers of two_stream_resnet18 {"),
            HasSubstr("got 'layer5'")));
}

}  // namespace
}  // namespace affekt::testing_app
