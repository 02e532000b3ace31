#include "ingest/demo/demo_emotic_mat.h"

#include <matio.h>

#include "core/error.h"
#include "ingest/sources/emotic/emotic_names.h"
#include "ingest/sources/emotic/emotic_people.h"

namespace affekt {
namespace {

matvar_t* check_made(matvar_t* value) {
  AFFEKT_CHECK(value != nullptr, "matio must make a value");
  return value;
}

matvar_t* make_text(std::string text) {
  size_t dims[] = {text.empty() ? size_t{0} : size_t{1}, text.size()};
  return check_made(Mat_VarCreate(nullptr, MAT_C_CHAR, MAT_T_UTF8, 2, dims, text.data(), 0));
}

template <class Numbers>
matvar_t* make_numbers(const Numbers& numbers) {
  std::vector<double> values(numbers.begin(), numbers.end());
  size_t dims[] = {1, values.size()};
  return check_made(Mat_VarCreate(nullptr, MAT_C_DOUBLE, MAT_T_DOUBLE, 2, dims, values.data(), 0));
}

matvar_t* make_number(double number) {
  return make_numbers(std::vector<double>{number});
}

matvar_t* make_texts(const std::vector<std::string>& texts) {
  size_t dims[] = {texts.empty() ? size_t{0} : size_t{1}, texts.size()};
  matvar_t* cells = check_made(Mat_VarCreate(nullptr, MAT_C_CELL, MAT_T_CELL, 2, dims, nullptr, 0));
  for (size_t i = 0; i < texts.size(); ++i) Mat_VarSetCell(cells, static_cast<int>(i), make_text(texts[i]));
  return cells;
}

/// A struct array 1 x count, which owns what is put into it.
class StructArray {
 public:
  StructArray(const char* name, size_t count, std::vector<const char*> fields) : fields_(std::move(fields)) {
    const size_t dims[] = {1, count};
    value_ = check_made(Mat_VarCreateStruct(name, 2, const_cast<size_t*>(dims), fields_.data(),
                                            static_cast<unsigned>(fields_.size())));
  }
  void set(const char* field, size_t index, matvar_t* value) {
    Mat_VarSetStructFieldByName(value_, field, index, value);
  }
  matvar_t* value() const { return value_; }

 private:
  std::vector<const char*> fields_;
  matvar_t* value_;
};

matvar_t* make_values(const std::vector<DemoAnnotation>& annotations) {
  StructArray values(nullptr, annotations.size(), {kEmoticValues.begin(), kEmoticValues.end()});
  for (size_t i = 0; i < annotations.size(); ++i)
    for (size_t k = 0; k < kEmoticValues.size(); ++k)
      values.set(kEmoticValues[k], i, make_number(annotations[i].values[k]));
  return values.value();
}

matvar_t* make_categories(const std::vector<DemoAnnotation>& annotations) {
  StructArray categories(nullptr, annotations.size(), {"categories"});
  for (size_t i = 0; i < annotations.size(); ++i)
    categories.set("categories", i, make_texts(annotations[i].categories));
  return categories.value();
}

matvar_t* make_people(const DemoEmoticPicture& picture) {
  const bool is_combined = picture.list != Split::kTrain;
  StructArray people(
      nullptr, picture.people.size(),
      is_combined ? std::vector<const char*>{"body_bbox", "annotations_categories", "combined_categories",
                                             "annotations_continuous", "combined_continuous", "gender", "age"}
                  : std::vector<const char*>{"body_bbox", "annotations_categories", "annotations_continuous",
                                             "gender", "age"});
  for (size_t i = 0; i < picture.people.size(); ++i) {
    const DemoEmoticPerson& person = picture.people[i];
    people.set("body_bbox", i, make_numbers(person.box));
    people.set("annotations_categories", i, make_categories(person.annotations));
    people.set("annotations_continuous", i, make_values(person.annotations));
    if (is_combined) {
      people.set("combined_categories", i, make_texts(person.combined.categories));
      people.set("combined_continuous", i, make_values({person.combined}));
    }
    people.set("gender", i, make_text(person.gender));
    people.set("age", i, make_text(person.age));
  }
  return people.value();
}

matvar_t* make_size(const DemoEmoticPicture& picture) {
  StructArray size(nullptr, 1, {"n_col", "n_row"});
  size.set("n_col", 0, make_number(picture.width));
  size.set("n_row", 0, make_number(picture.height));
  return size.value();
}

matvar_t* make_origin(const DemoEmoticPicture& picture) {
  StructArray origin(nullptr, 1, {"name"});
  origin.set("name", 0, make_text(picture.folder.substr(0, picture.folder.find('/'))));
  return origin.value();
}

matvar_t* make_list(const std::vector<DemoEmoticPicture>& pictures, Split list) {
  std::vector<const DemoEmoticPicture*> listed;
  for (const DemoEmoticPicture& picture : pictures)
    if (picture.list == list) listed.push_back(&picture);
  StructArray array(emotic_list_name(list), listed.size(),
                    {"filename", "folder", "image_size", "original_database", "person"});
  for (size_t i = 0; i < listed.size(); ++i) {
    array.set("filename", i, make_text(listed[i]->filename));
    array.set("folder", i, make_text(listed[i]->folder));
    array.set("image_size", i, make_size(*listed[i]));
    array.set("original_database", i, make_origin(*listed[i]));
    array.set("person", i, make_people(*listed[i]));
  }
  return array.value();
}

}  // namespace

void write_demo_emotic_mat(const std::filesystem::path& path,
                           const std::vector<DemoEmoticPicture>& pictures) {
  // matio's own header has the time in it.
  mat_t* file = Mat_CreateVer(path.c_str(), "MATLAB 5.0 MAT-file, made by affekt demo-data", MAT_FT_MAT5);
  if (file == nullptr) throw DataError(path.string() + ": can't be written");
  bool is_written = true;
  for (const Split list : {Split::kTrain, Split::kValidation, Split::kTest}) {
    matvar_t* value = make_list(pictures, list);
    is_written = Mat_VarWrite(file, value, MAT_COMPRESSION_ZLIB) == 0 && is_written;
    Mat_VarFree(value);
  }
  is_written = Mat_Close(file) == 0 && is_written;
  if (!is_written) throw DataError(path.string() + ": can't be written");
}

}  // namespace affekt
