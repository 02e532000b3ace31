#include "training/tensorboard.h"

#include <array>
#include <chrono>
#include <cstring>
#include <fstream>
#include <string>

#include "core/error.h"

namespace affekt {
namespace {

// An event file is a TFRecord file (length, masked CRC-32C of it, data, masked CRC-32C of that) of `Event`
// protobuf messages: 1 wall_time double, 2 step int64, 3 file_version string, 5 summary { 1 value { 1 tag, 2
// simple_value } }.

uint32_t crc32c(const std::string& bytes) {
  static const auto table = [] {
    std::array<uint32_t, 256> result{};
    for (uint32_t i = 0; i < 256; ++i) {
      uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) ? 0x82f63b78u : 0u);
      result[i] = value;
    }
    return result;
  }();
  uint32_t crc = ~0u;
  for (const char c : bytes) crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(c)) & 0xff];
  return ~crc;
}

uint32_t masked_crc(const std::string& bytes) {
  const uint32_t crc = crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

template <class T>
std::string little_endian(T value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>((value & 0x7f) | 0x80));
  bytes.push_back(static_cast<char>(value));
  return bytes;
}

std::string length_delimited(char tag, const std::string& content) {
  return tag + varint(content.size()) + content;
}

double wall_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string scalar_event(const std::string& name, double value, int64_t step) {
  const auto summary_value =
      length_delimited('\x0a', name) + '\x15' + little_endian(static_cast<float>(value));
  return '\x09' + little_endian(wall_time()) + '\x10' + varint(static_cast<uint64_t>(step)) +
         length_delimited('\x2a', length_delimited('\x0a', summary_value));
}

class TensorboardObserver : public Observer {
 public:
  explicit TensorboardObserver(const std::filesystem::path& directory) {
    std::filesystem::create_directories(directory);
    path_ =
        directory / ("events.out.tfevents." + std::to_string(static_cast<int64_t>(wall_time())) + ".affekt");
    file_.open(path_, std::ios::binary);
    write('\x09' + little_endian(wall_time()) + length_delimited('\x1a', "brain.Event:2"));
  }

  void on_epoch_end(const TrainState& state, bool) override {
    const auto& record = state.history.back();
    const int64_t step = record.global_step;
    write(scalar_event("train/loss", record.train_loss, step));
    for (const auto& item : record.train_metrics)
      write(scalar_event("train/" + item.first, item.second, step));
    write(scalar_event("train/lr", record.lr, step));
    write(scalar_event("train/samples_per_second", record.samples_per_second, step));
    for (const auto& item : record.validation)
      write(scalar_event("validation/" + item.first, item.second, step));
    file_.flush();
    if (!file_) throw ArtifactError(path_.string() + ": writing failed: " + std::strerror(errno));
  }

 private:
  void write(const std::string& event) {
    const auto length = little_endian(static_cast<uint64_t>(event.size()));
    file_ << length << little_endian(masked_crc(length)) << event << little_endian(masked_crc(event));
  }
  std::filesystem::path path_;
  std::ofstream file_;
};

}  // namespace

std::unique_ptr<Observer> make_tensorboard_observer(const std::filesystem::path& directory) {
  return std::make_unique<TensorboardObserver>(directory);
}

}  // namespace affekt
