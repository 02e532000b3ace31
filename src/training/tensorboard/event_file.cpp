#include "training/tensorboard/event_file.h"

#include <array>
#include <cerrno>
#include <chrono>

#include "core/error.h"
#include "training/tensorboard/proto_message.h"

namespace affekt {
namespace {

// The numbers of the fields are those of TensorBoard's event.proto, summary.proto, histogram.proto and
// plugins/hparams/{plugin_data,api}.proto, and of google/protobuf/struct.proto.

double wall_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::filesystem::path choose_event_path(const std::filesystem::path& directory) {
  for (auto second = static_cast<int64_t>(wall_time());; ++second) {
    const auto path = directory / ("events.out.tfevents." + std::to_string(second) + ".affekt");
    if (!std::filesystem::exists(path)) return path;
  }
}

ProtoMessage value_of(const HyperParameter& parameter) {
  ProtoMessage value;
  if (const auto* number = std::get_if<double>(&parameter)) return value.number(2, *number);
  if (const auto* flag = std::get_if<bool>(&parameter)) return value.integer(4, *flag ? 1 : 0);
  return value.text(3, std::get<std::string>(parameter));
}

int64_t type_of(const HyperParameter& parameter) {  // DataType
  return std::holds_alternative<std::string>(parameter) ? 1 : std::holds_alternative<bool>(parameter) ? 2 : 3;
}

constexpr int64_t kSuccess = 1;  // Status

}  // namespace

uint32_t compute_crc32c(const std::string& bytes) {
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

uint32_t mask_crc32c(uint32_t crc) {
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

EventFile::EventFile(const std::filesystem::path& directory) {
  std::filesystem::create_directories(directory);
  path_ = choose_event_path(directory);
  file_.open(path_, std::ios::binary);
  write(ProtoMessage().number(1, wall_time()).text(3, "brain.Event:2").bytes());
}

void EventFile::write(const std::string& event) {
  const auto length = little_endian(static_cast<uint64_t>(event.size()));
  file_ << length << little_endian(mask_crc32c(compute_crc32c(length))) << event
        << little_endian(mask_crc32c(compute_crc32c(event)));
}

void EventFile::write_value(const std::string& summary_value, int64_t step) {
  write(ProtoMessage()
            .number(1, wall_time())
            .integer(2, step)
            .message(5, ProtoMessage().text(1, summary_value))
            .bytes());
}

void EventFile::add_scalar(const std::string& tag, double value, int64_t step) {
  write_value(ProtoMessage().text(1, tag).single(2, static_cast<float>(value)).bytes(), step);
}

void EventFile::add_image(const std::string& tag, const EventImage& image, int64_t step) {
  const auto message = ProtoMessage()
                           .integer(1, image.height)
                           .integer(2, image.width)
                           .integer(3, image.num_channels)
                           .text(4, image.png);
  write_value(ProtoMessage().text(1, tag).message(4, message).bytes(), step);
}

void EventFile::add_histogram(const std::string& tag, const EventHistogram& histogram, int64_t step) {
  const auto message = ProtoMessage()
                           .number(1, histogram.min)
                           .number(2, histogram.max)
                           .number(3, histogram.count)
                           .number(4, histogram.sum)
                           .number(5, histogram.sum_of_squares)
                           .numbers(6, histogram.upper_limits)
                           .numbers(7, histogram.counts);
  write_value(ProtoMessage().text(1, tag).message(5, message).bytes(), step);
}

/// Such a summary value has no value: what it says is in its metadata, for the plugin alone.
void EventFile::write_session(const std::string& tag, const std::string& content) {
  const auto plugin = ProtoMessage().text(1, "hparams").text(2, content);
  write_value(ProtoMessage().text(1, tag).message(9, ProtoMessage().message(1, plugin)).bytes(), 0);
}

void EventFile::begin_session(const std::map<std::string, HyperParameter>& parameters,
                              const std::vector<std::string>& metrics) {
  ProtoMessage experiment, start;
  experiment.number(3, wall_time());
  for (const auto& [name, parameter] : parameters) {
    experiment.message(4, ProtoMessage().text(1, name).integer(4, type_of(parameter)));
    start.message(1, ProtoMessage().text(1, name).message(2, value_of(parameter)));  // an entry of a map
  }
  for (const std::string& metric : metrics)
    experiment.message(5, ProtoMessage().message(1, ProtoMessage().text(2, metric)));
  start.number(5, wall_time());
  write_session("_hparams_/experiment", ProtoMessage().message(2, experiment).bytes());
  write_session("_hparams_/session_start_info", ProtoMessage().message(3, start).bytes());
}

void EventFile::end_session() {
  const auto end = ProtoMessage().integer(1, kSuccess).number(2, wall_time());
  write_session("_hparams_/session_end_info", ProtoMessage().message(4, end).bytes());
}

void EventFile::flush() {
  file_.flush();
  if (!file_) throw ArtifactError(path_.string() + ": writing failed: " + std::strerror(errno));
}

}  // namespace affekt
