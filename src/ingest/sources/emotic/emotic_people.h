// People as EMOTIC's lists tell of them, before any picture is looked at: the same out of a table and out of
// a MATLAB file.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "ingest/sources/source.h"
#include "store/samples.h"

namespace affekt {

struct EmoticPerson {
  std::string place;  // "train.csv:12", "Annotations.mat:train(12).person(1)"; for messages
  Split list = Split::kTrain;
  std::string picture;              // "mscoco/images/x.jpg"
  int number = 0;                   // of the person in that picture of that list, from 1
  double width = 0, height = 0;     // of the picture that the box was drawn in; 0: not told
  std::array<double, 4> box{};      // x1, y1, x2, y2 in its pixels
  std::vector<uint8_t> categories;  // [26], 0 or 1; none is 1 if nobody named any
  std::array<double, 3> values{};   // valence, arousal, dominance, 1..10; NaN: nobody said
  int num_annotators = 0;           // 0: not told

  std::string source_id() const { return picture + "#" + std::to_string(number); }
};

struct EmoticLists {
  std::string layout;                // "train.csv, val.csv, test.csv"
  std::vector<Split> lists;          // those that are there
  std::vector<EmoticPerson> people;  // train, validation, test
  std::vector<BadSample> bad;
};

/// "train", "val", "test": how EMOTIC names its lists.
const char* emotic_list_name(Split list);

/// "emodb_small/images" and "x.jpg", whatever slashes stand between and around them.
std::string join_picture(const std::string& folder, const std::string& file);

/// What a list says of one person, in plain values, checked and filled in.
struct EmoticAnnotation {
  std::vector<double> box, values;
  std::vector<std::string> categories;
};
/// @param person  its picture is set
/// @return  what is wrong with it, or "": a picture outside the data folder, a box that isn't four finite
///          numbers or whose corners are the wrong way round (equal ones are no fault: a box without area),
///          an unknown category, another number of values than three, values outside 1..10.
///          Values that are missing (none, NaN) are NaN, and are no fault
std::string fill_in(const EmoticAnnotation& annotation, EmoticPerson& person);

/// Numbers the people of each picture of a list, as listed.
void number_people(std::vector<EmoticPerson>& people);

}  // namespace affekt
