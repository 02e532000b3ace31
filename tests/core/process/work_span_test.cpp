#include "core/process/work_span.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace affekt {
namespace {

class Notes : public WorkListener {
 public:
  Notes() { set_work_listener(this); }
  ~Notes() override { set_work_listener(nullptr); }
  void note_work(const WorkPiece& piece) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    pieces.push_back(piece);
  }
  std::vector<WorkPiece> pieces;

 private:
  std::mutex mutex_;
};

TEST(WorkSpan, PiecesEndFromTheInnermostOn) {
  Notes notes;
  {
    const WorkSpan outer("outer");
    const WorkSpan inner("inner");
  }
  ASSERT_EQ(notes.pieces.size(), 2u);
  const WorkPiece &inner = notes.pieces[0], &outer = notes.pieces[1];
  EXPECT_STREQ(inner.name, "inner");
  EXPECT_STREQ(outer.name, "outer");
  EXPECT_EQ(inner.thread, outer.thread);
  EXPECT_LE(outer.begin, inner.begin);
  EXPECT_LE(inner.begin, inner.end);
  EXPECT_LE(inner.end, outer.end);
}

TEST(WorkSpan, ThreadsHaveNumbersOfTheirOwn) {
  Notes notes;
  { const WorkSpan here("here"); }
  std::thread([] { const WorkSpan there("there"); }).join();
  ASSERT_EQ(notes.pieces.size(), 2u);
  EXPECT_NE(notes.pieces[0].thread, notes.pieces[1].thread);
}

TEST(WorkSpan, WhatBeganWhileNobodyListenedIsNotTold) {
  auto before = std::make_unique<WorkSpan>("before");
  Notes notes;
  before.reset();
  EXPECT_THAT(notes.pieces, testing::IsEmpty());
}

TEST(WorkSpan, OnlyOneListensAtATime) {
  Notes notes;
  EXPECT_THROW(set_work_listener(&notes), std::logic_error);
}

}  // namespace
}  // namespace affekt
