// The batches of an epoch, made in order on a thread of their own while the network works on the one before.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "core/process/work_span.h"

namespace affekt {

/// @tparam Item  a batch
template <class Item>
class BackgroundLoader {
 public:
  struct Steps {
    int64_t first = 0, end = 0;  // those to be made
    int64_t queue_size = 3;      // finished batches that may wait
  };
  /// @param make  called on the thread, for one step after the other; what it refers to must outlive the
  /// loader
  BackgroundLoader(std::function<Item(int64_t step)> make, const Steps& steps)
      : make_(std::move(make)), steps_(steps), thread_([this] { produce(); }) {}
  ~BackgroundLoader() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  BackgroundLoader(const BackgroundLoader&) = delete;
  BackgroundLoader& operator=(const BackgroundLoader&) = delete;

  /// The next batch, or nothing at the end of the epoch. Rethrows what `make` threw.
  std::optional<Item> next() {
    std::unique_lock<std::mutex> lock(mutex_);
    {
      const WorkSpan waiting("waiting");
      changed_.wait(lock, [this] { return !ready_.empty() || finished_; });
    }
    if (!ready_.empty()) {
      Item item = std::move(ready_.front());
      ready_.pop_front();
      changed_.notify_all();
      return item;
    }
    if (error_) std::rethrow_exception(error_);
    return std::nullopt;
  }

 private:
  void produce() {
    try {
      for (int64_t step = steps_.first; step < steps_.end; ++step) {
        Item item = make_item(step);
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock,
                      [this] { return stop_ || static_cast<int64_t>(ready_.size()) < steps_.queue_size; });
        if (stop_) return;
        ready_.push_back(std::move(item));
        changed_.notify_all();
      }
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex_);
      error_ = std::current_exception();
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    finished_ = true;
    changed_.notify_all();
  }

  Item make_item(int64_t step) {
    const WorkSpan loading("loading");
    return make_(step);
  }

  const std::function<Item(int64_t step)> make_;
  const Steps steps_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> ready_;
  bool stop_ = false, finished_ = false;
  std::exception_ptr error_;
  std::thread thread_;  // the last member: it uses all others
};

}  // namespace affekt
