#include "core/process/allocator.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdlib>
#include <memory>

namespace affekt {
namespace {

struct Free {
  void operator()(void* block) const { std::free(block); }
};
using Block = std::unique_ptr<void, Free>;

class Allocator : public testing::Test {
 protected:
  void SetUp() override {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the address sanitizer brings its own malloc";
#endif
    ASSERT_TRUE(configure_allocator());
  }
};

TEST_F(Allocator, LargeBlocksAreNoLongerMappedOneByOne) {
  const size_t mapped_before = mallinfo2().hblks;
  const Block block(std::malloc(100 << 20));
  ASSERT_NE(block, nullptr);
  EXPECT_EQ(mallinfo2().hblks, mapped_before);
}

TEST_F(Allocator, FreedMemoryStaysInTheProcess) {
  Block block(std::malloc(200 << 20));
  ASSERT_NE(block, nullptr);
  const size_t held = mallinfo2().arena;
  block.reset();
  EXPECT_GE(mallinfo2().arena, held);
}

}  // namespace
}  // namespace affekt
