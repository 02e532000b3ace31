// Faulty data sets and prepared files: exit code 3 and a message that names the fault's place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include <algorithm>
#include <memory>

#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace fs = std::filesystem;

/// Sets the integer attribute `name` of the file's root, whatever its stored integer type.
void set_attribute(const fs::path& path, const char* name, int value) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  ASSERT_GE(file, 0);
  const hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
  ASSERT_GE(attribute, 0) << name;
  EXPECT_GE(H5Awrite(attribute, H5T_NATIVE_INT, &value), 0);
  H5Aclose(attribute);
  H5Fclose(file);
}

class DataFailures : public testing::Test {
 protected:
  ProcessResult prepare(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"prepare", tiny_.config()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_affekt(arguments);
  }
  void expect_refused(const ProcessResult& result, const testing::Matcher<const std::string&>& message) {
    EXPECT_EQ(result.exit_code, 3) << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr("affekt: error: "), message));
  }
  /// The images of one class in one split of the data set, sorted.
  std::vector<fs::path> images(const std::string& split, const std::string& label) const {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(tiny_.faces() / split / label))
      paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
  }

  TinyExperiment tiny_;
};

TEST_F(DataFailures, AMissingFolderIsNamed) {
  expect_refused(prepare({"--set", "data.path=/no/such/folder"}), HasSubstr("/no/such/folder"));
}

TEST_F(DataFailures, AnEmptyClassIsNamed) {
  for (const auto& path : images("train", "happy")) fs::remove(path);
  expect_refused(prepare(), AllOf(HasSubstr("happy"), HasSubstr("train")));
}

TEST_F(DataFailures, AMissingValidationSplitIsNamed) {
  fs::remove_all(tiny_.faces() / "validation");
  expect_refused(prepare(), HasSubstr("validation"));
}

TEST_F(DataFailures, ACorruptImageIsNamedAndSkippedOnlyWhenToldTo) {
  const fs::path bad = images("train", "sad").front();
  cut_file(bad, 0.5);
  expect_refused(prepare(), AllOf(HasSubstr(bad.filename().string()), HasSubstr("on_bad_sample")));
  const ProcessResult skipped = prepare({"--set", "data.on_bad_sample=skip"});
  EXPECT_EQ(skipped.exit_code, 0) << skipped.err;
  EXPECT_THAT(skipped.err, HasSubstr(bad.filename().string()));
}

TEST_F(DataFailures, PreparingAgainUsesTheFileThatIsThere) {
  const ProcessResult first = prepare(), second = prepare();
  ASSERT_EQ(second.exit_code, 0) << second.err;
  EXPECT_EQ(first.out, fs::directory_iterator(tiny_.prepared_dir())->path().string() + "\n");
  EXPECT_EQ(second.out, first.out);  // the path alone, for scripts
  EXPECT_THAT(first.err, HasSubstr("] Prepared "));
  EXPECT_THAT(second.err, HasSubstr("Found prepared data "));
}

TEST_F(DataFailures, ATruncatedPreparedFileIsPreparedAgainWithAWarning) {
  ASSERT_EQ(prepare().exit_code, 0);
  const fs::path prepared = fs::directory_iterator(tiny_.prepared_dir())->path();
  const std::string good = read_file(prepared);
  cut_file(prepared, 0.6);
  const ProcessResult again = prepare();
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr(prepared.filename().string()));
  EXPECT_EQ(fs::file_size(prepared), good.size());
}

/// Needs a trained model; one is enough for all.
class PreparedFileFailures : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    tiny_ = std::make_unique<TinyExperiment>();
    const ProcessResult trained = tiny_->execute("train", "run", {"--set", "train.epochs=1"});
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
  }
  static void TearDownTestSuite() { tiny_.reset(); }

  /// A copy of the prepared file, to be damaged.
  static fs::path copy_prepared(const std::string& name) {
    const fs::path copy = *tiny_ / name;
    fs::copy_file(fs::directory_iterator(tiny_->prepared_dir())->path(), copy,
                  fs::copy_options::overwrite_existing);
    return copy;
  }
  static void expect_refused(const fs::path& data, const testing::Matcher<const std::string&>& message) {
    const ProcessResult result = run_affekt({"evaluate", (*tiny_ / "run").string(), "--data", data.string()});
    EXPECT_EQ(result.exit_code, 3) << result.err;
    EXPECT_THAT(result.err,
                AllOf(HasSubstr("affekt: error: "), HasSubstr(data.filename().string()), message));
  }

  static std::unique_ptr<TinyExperiment> tiny_;
};

std::unique_ptr<TinyExperiment> PreparedFileFailures::tiny_;

TEST_F(PreparedFileFailures, AnotherSchemaVersionIsRefusedWithBothNumbers) {
  const fs::path data = copy_prepared("version.h5");
  set_attribute(data, "schema_version", 99);
  expect_refused(data, AllOf(HasSubstr("99"), HasSubstr("schema version 4 expected")));
}

TEST_F(PreparedFileFailures, ATruncatedFileIsRefused) {
  for (const double share : {0.0, 0.1, 0.5, 0.99}) {
    const fs::path data = copy_prepared("truncated.h5");
    cut_file(data, share);
    expect_refused(data, testing::_);
  }
}

TEST_F(PreparedFileFailures, AFileOfSomethingElseAndAMissingOneAreRefused) {
  write_file(*tiny_ / "text.h5", "not HDF5");
  expect_refused(*tiny_ / "text.h5", testing::_);
  expect_refused(*tiny_ / "absent.h5", testing::_);
}

TEST_F(PreparedFileFailures, AChangedPixelIsNoticed) {
  const fs::path data = copy_prepared("flipped.h5");
  const hid_t file = H5Fopen(data.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t inputs = H5Dopen2(file, "inputs", H5P_DEFAULT);
  ASSERT_GE(inputs, 0);
  const hsize_t start[4] = {0, 0, 20, 20}, count[4] = {1, 1, 1, 1}, one = 1;
  const hid_t where = H5Dget_space(inputs), single = H5Screate_simple(1, &one, nullptr);
  H5Sselect_hyperslab(where, H5S_SELECT_SET, start, nullptr, count, nullptr);
  unsigned char pixel = 0;
  H5Dread(inputs, H5T_NATIVE_UCHAR, single, where, H5P_DEFAULT, &pixel);
  pixel = static_cast<unsigned char>(pixel + 1);
  H5Dwrite(inputs, H5T_NATIVE_UCHAR, single, where, H5P_DEFAULT, &pixel);
  for (const hid_t space : {where, single}) H5Sclose(space);
  H5Dclose(inputs);
  H5Fclose(file);
  expect_refused(data, HasSubstr("digest"));
}

/// The data set of most people who have FER2013 from a web site: train/ and validation/ only.
class NoTestSplit : public testing::Test {
 protected:
  NoTestSplit() { fs::remove_all(tiny_.faces() / "test"); }
  TinyExperiment tiny_;
};

TEST_F(NoTestSplit, RunAndEvaluateReportOnValidationAndSayWhatIsMissing) {
  const ProcessResult run = tiny_.execute("run", "run", {"--set", "train.epochs=1"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("has no test split: the report is on the validation split instead"));
  EXPECT_THAT(run.out, HasSubstr("validation split"));
  EXPECT_THAT(read_file(tiny_ / "run/report.json"), HasSubstr("\"split\": \"validation\""));

  const ProcessResult again = run_affekt({"evaluate", (tiny_ / "run").string()});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("has no test split: the report is on the validation split instead, which "
                                   "also chose the best epoch"));
  EXPECT_THAT(again.out, HasSubstr("validation split"));
  const ProcessResult evaluated = run_affekt({"evaluate", (tiny_ / "run").string(), "--split", "test"});
  EXPECT_EQ(evaluated.exit_code, 3) << evaluated.err;
  EXPECT_THAT(evaluated.err, AllOf(HasSubstr("test"), HasSubstr("validation")));
}

}  // namespace
}  // namespace affekt::testing_app
