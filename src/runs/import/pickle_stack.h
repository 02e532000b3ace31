// The stack, marks, memo and objects of a pickle that is being read; every fault of them is told.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runs/import/pickle_machine.h"

namespace affekt {

class PickleStack {
 public:
  static constexpr uint32_t kNone = 0, kTrue = 1, kFalse = 2, kEmptyTuple = 3;  // made once

  /// @param where  for errors: the file's name
  explicit PickleStack(const std::string& where);

  [[noreturn]] void fail(const std::string& what) const;
  const PickleObject& object(uint32_t index) const { return objects_[index]; }
  std::vector<PickleObject> take_objects() { return std::move(objects_); }

  void push(uint32_t index);
  void push_new(PickleKind kind, std::string_view text = {}, int64_t number = 0);
  void push_items(PickleKind kind, std::vector<uint32_t> items);
  void push_mark();

  uint32_t pop();
  /// @param what  "a list", for the error
  uint32_t pop(PickleKind kind, const char* what);
  std::vector<uint32_t> pop_items(size_t count);
  std::vector<uint32_t> pop_to_mark();
  /// To the list or dict on the top.
  void append(PickleKind kind, const std::vector<uint32_t>& items, const char* what);

  void duplicate();
  void memoize(uint64_t place);
  void memoize() { memoize(memo_.size()); }
  void recall(uint64_t place);

 private:
  uint32_t make(PickleKind kind, std::string_view text, int64_t number);
  size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }

  const std::string& where_;
  std::vector<PickleObject> objects_;
  std::vector<uint32_t> stack_;
  std::vector<size_t> marks_;
  std::map<uint64_t, uint32_t> memo_;
};

}  // namespace affekt
