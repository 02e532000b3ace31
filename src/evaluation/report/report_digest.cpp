#include "evaluation/report/report_digest.h"

#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/text/text.h"

namespace affekt {

std::string digest_report(const nlohmann::json& report) {
  nlohmann::json content = report;
  content.erase(kReportDigestKey);
  return sha256_of(to_json_text(content));
}

}  // namespace affekt
