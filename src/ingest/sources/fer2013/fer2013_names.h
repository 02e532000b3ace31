// The names that FER2013's splits and classes go by in people's folders and tables.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "store/samples.h"

namespace affekt {

/// Lower-case letters and digits only: "Public_Test " is publictest.
std::string normalize_fer2013_name(std::string_view name);

/// train, Training; validation, valid, val, PublicTest; test, testing, PrivateTest; in any case.
std::optional<Split> find_fer2013_split(std::string_view name);

/// What the folders of classes are called in one copy of the data set.
class Fer2013ClassFolders {
 public:
  /// @param names  of all of them. Numbers are classes only if all are official ones and 0 is among them:
  ///               other data sets count from 1, in another order
  explicit Fer2013ClassFolders(const std::set<std::string>& names);
  /// The official number: "Angry" and "anger" are 0.
  std::optional<int32_t> find(std::string_view name) const;
  /// Why it is none, with what was expected.
  std::string describe_unknown(std::string_view name) const;

 private:
  bool numbers_are_official_ = false;
};

/// Whether it is one of the class names, numbers aside.
std::optional<int32_t> find_fer2013_class(std::string_view name);

/// "; did you mean "train"?", or "".
std::string suggest_fer2013_split(std::string_view name);

}  // namespace affekt
