#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "server/reader_pool.h"

namespace affekt {
namespace {

TEST(ReaderPool, WhoAskedFirstIsServedFirst) {
  ReaderPool<int> pool;
  pool.add(std::make_unique<int>(1));
  std::vector<int> order;
  std::vector<std::thread> threads;
  {
    const auto held = pool.take();
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        const auto own = pool.take();
        order.push_back(i);  // one at a time: there is one reader
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_TRUE(order.empty());
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(order, testing::ElementsAre(0, 1, 2, 3));
}

TEST(ReaderPool, NoReaderServesTwoAtOnce) {
  ReaderPool<std::atomic<int>> pool;
  for (int i = 0; i < 2; ++i) pool.add(std::make_unique<std::atomic<int>>(0));
  std::vector<std::thread> threads;
  std::atomic<int> num_clashes{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        const auto own = pool.take();
        num_clashes += own->fetch_add(1) != 0;
        own->fetch_sub(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(num_clashes, 0);
}

}  // namespace
}  // namespace affekt
