#include "runs/import/pickle_stack.h"

#include "core/error.h"

namespace affekt {
namespace {

constexpr size_t kMostObjects = 2'000'000;  // a state dict has about 20 for each tensor

}  // namespace

PickleStack::PickleStack(const std::string& where) : where_(where) {
  make(PickleKind::kNone, {}, 0);
  make(PickleKind::kBool, {}, 1);
  make(PickleKind::kBool, {}, 0);
  make(PickleKind::kTuple, {}, 0);
}

void PickleStack::fail(const std::string& what) const {
  throw ArtifactError(where_ + ": the pickle in it is damaged or holds no state dict: " + what);
}

uint32_t PickleStack::make(PickleKind kind, std::string_view text, int64_t number) {
  if (objects_.size() >= kMostObjects)
    fail("more than " + std::to_string(kMostObjects) + " objects, which no state dict has");
  objects_.push_back({kind, number, text, {}});
  return static_cast<uint32_t>(objects_.size() - 1);
}

void PickleStack::push(uint32_t index) {
  if (stack_.size() >= kMostObjects) fail("its stack is too deep");
  stack_.push_back(index);
}

void PickleStack::push_new(PickleKind kind, std::string_view text, int64_t number) {
  push(make(kind, text, number));
}

void PickleStack::push_items(PickleKind kind, std::vector<uint32_t> items) {
  if (kind == PickleKind::kDict && items.size() % 2 != 0) fail("a key without a value");
  if (kind == PickleKind::kTuple && items.empty()) return push(kEmptyTuple);
  push_new(kind);
  objects_.back().items = std::move(items);
}

void PickleStack::push_mark() {
  if (marks_.size() >= kMostObjects) fail("too many marks");
  marks_.push_back(stack_.size());
}

uint32_t PickleStack::pop() {
  if (stack_.size() <= floor()) fail("it takes from an empty stack");
  const uint32_t index = stack_.back();
  stack_.pop_back();
  return index;
}

uint32_t PickleStack::pop(PickleKind kind, const char* what) {
  const uint32_t index = pop();
  if (object(index).kind != kind) fail(std::string("expected ") + what);
  return index;
}

std::vector<uint32_t> PickleStack::pop_items(size_t count) {
  if (stack_.size() - floor() < count) fail("it takes from an empty stack");
  std::vector<uint32_t> items(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
  stack_.resize(stack_.size() - count);
  return items;
}

std::vector<uint32_t> PickleStack::pop_to_mark() {
  if (marks_.empty()) fail("it goes back to a mark that was not set");
  auto items = pop_items(stack_.size() - marks_.back());
  marks_.pop_back();
  return items;
}

void PickleStack::append(PickleKind kind, const std::vector<uint32_t>& items, const char* what) {
  const uint32_t index = pop(kind, what);
  if (kind == PickleKind::kDict && items.size() % 2 != 0) fail("a key without a value");
  auto& all = objects_[index].items;
  all.insert(all.end(), items.begin(), items.end());
  push(index);
}

void PickleStack::duplicate() {
  const uint32_t index = pop();
  push(index);
  push(index);
}

void PickleStack::memoize(uint64_t place) {
  const uint32_t index = pop();
  push(index);
  memo_[place] = index;
}

void PickleStack::recall(uint64_t place) {
  const auto found = memo_.find(place);
  if (found == memo_.end()) fail("it recalls what it has not kept");
  push(found->second);
}

}  // namespace affekt
