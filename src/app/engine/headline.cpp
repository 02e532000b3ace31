#include "app/engine/headline.h"

#include <fmt/format.h>

namespace affekt {

std::string describe_headline(const nlohmann::json& report) {
  const auto& accuracy = report.at("metrics").at("accuracy");
  const auto& data = report.at("data");
  return fmt::format("accuracy {:.1f} % (95 % interval {:.1f} to {:.1f}) on {} samples of the {} split",
                     100 * accuracy.at("value").get<double>(), 100 * accuracy.at("ci95").at(0).get<double>(),
                     100 * accuracy.at("ci95").at(1).get<double>(), data.at("num_samples").get<int64_t>(),
                     data.at("split").get<std::string>());
}

}  // namespace affekt
