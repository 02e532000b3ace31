// A TensorBoard event file: records as TFRecord frames them, each a protobuf message `Event`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace affekt {

/// CRC-32C (Castagnoli), as in RFC 3720; and masked as TFRecord wants it: rotated right by 15 bits, plus
/// 0xa282ead8.
uint32_t compute_crc32c(const std::string& bytes);
uint32_t mask_crc32c(uint32_t crc);

/// How often values lie in ranges that stand beside each other.
struct EventHistogram {
  double min = 0, max = 0, count = 0, sum = 0, sum_of_squares = 0;
  std::vector<double> upper_limits, counts;  // of each range
};

/// An encoded picture.
struct EventImage {
  int64_t height = 0, width = 0, num_channels = 1;  // 1 grey, 3 colour
  std::string png;                                  // empty: there is none
};

using HyperParameter = std::variant<bool, double, std::string>;

class EventFile {
 public:
  /// Makes events.out.tfevents.<unix time>.affekt in the folder, and the folder. A file that is there stays.
  explicit EventFile(const std::filesystem::path& directory);

  void add_scalar(const std::string& tag, double value, int64_t step);
  void add_image(const std::string& tag, const EventImage& image, int64_t step);
  void add_histogram(const std::string& tag, const EventHistogram& histogram, int64_t step);
  /// What the HPARAMS page lists this run by. @param metrics  tags of scalars that it shows beside them
  void begin_session(const std::map<std::string, HyperParameter>& parameters,
                     const std::vector<std::string>& metrics);
  void end_session();
  /// @throws ArtifactError with the system's reason if anything was not written
  void flush();

 private:
  void write(const std::string& event);
  void write_value(const std::string& summary_value, int64_t step);
  void write_session(const std::string& tag, const std::string& content);

  std::filesystem::path path_;
  std::ofstream file_;
};

}  // namespace affekt
