// A few readers that take turns: whoever asked first is served first.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace affekt {

/// Models are loaded once a reader, and each reader serves one thread at a time.
template <class Reader>
class ReaderPool {
 public:
  /// Gives the reader back at its end.
  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<Reader> reader) : pool_(pool), reader_(std::move(reader)) {}
    ~Lease() { pool_.put_back(std::move(reader_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Reader* operator->() const { return reader_.get(); }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Reader> reader_;
  };

  void add(std::unique_ptr<Reader> reader) { free_.push_back(std::move(reader)); }

  /// Waits for its turn.
  Lease take() {
    std::unique_lock<std::mutex> lock(mutex_);
    const uint64_t ticket = next_ticket_++;
    freed_.wait(lock, [&] { return ticket == next_served_ && !free_.empty(); });
    ++next_served_;
    std::unique_ptr<Reader> reader = std::move(free_.back());
    free_.pop_back();
    freed_.notify_all();  // the next one in the row may find a free one too
    return Lease(*this, std::move(reader));
  }

 private:
  void put_back(std::unique_ptr<Reader> reader) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      free_.push_back(std::move(reader));
    }
    freed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Reader>> free_;
  uint64_t next_ticket_ = 0, next_served_ = 0;
};

}  // namespace affekt
