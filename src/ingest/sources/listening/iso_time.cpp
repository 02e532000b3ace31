#include "ingest/sources/listening/iso_time.h"

#include <array>

#include <fmt/format.h>

namespace affekt {
namespace {

constexpr int64_t kDaySeconds = 86400;

/// So many digits at the beginning of `text`, which they are taken off. @return false: there are fewer
bool take_digits(std::string_view& text, size_t count, int64_t& number) {
  if (text.size() < count) return false;
  number = 0;
  for (size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    number = 10 * number + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool take_mark(std::string_view& text, std::string_view marks) {
  if (text.empty() || marks.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

bool is_leap_year(int64_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int64_t days_of_month(int64_t year, int64_t month) {
  constexpr std::array<int64_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return kDays.at(static_cast<size_t>(month - 1)) + (month == 2 && is_leap_year(year) ? 1 : 0);
}

/// Since 1970-01-01.
int64_t count_days(int64_t year, int64_t month, int64_t day) {
  const int64_t past = year - 1;
  int64_t days =
      365 * (year - 1970) + (past / 4 - past / 100 + past / 400) - (1969 / 4 - 1969 / 100 + 1969 / 400);
  for (int64_t m = 1; m < month; ++m) days += days_of_month(year, m);
  return days + day - 1;
}

}  // namespace

std::optional<int64_t> parse_iso_time(std::string_view text) {
  int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const bool has_date = take_digits(text, 4, year) && take_mark(text, "-") && take_digits(text, 2, month) &&
                        take_mark(text, "-") && take_digits(text, 2, day);
  const bool has_time = has_date && take_mark(text, "T ") && take_digits(text, 2, hour) &&
                        take_mark(text, ":") && take_digits(text, 2, minute);
  if (!has_time) return std::nullopt;
  if (take_mark(text, ":")) {
    if (!take_digits(text, 2, second)) return std::nullopt;
    if (take_mark(text, ".")) {
      int64_t digit = 0;
      if (!take_digits(text, 1, digit)) return std::nullopt;
      while (take_digits(text, 1, digit)) continue;
    }
  }
  take_mark(text, "Z");
  const bool is_in_range = text.empty() && year >= 1970 && month >= 1 && month <= 12 && day >= 1 &&
                           day <= days_of_month(year, month) && hour <= 23 && minute <= 59 && second <= 60;
  if (!is_in_range) return std::nullopt;
  return kDaySeconds * count_days(year, month, day) + 3600 * hour + 60 * minute + second;
}

std::string format_iso_time(int64_t seconds) {
  int64_t days = seconds / kDaySeconds, rest = seconds % kDaySeconds;
  if (rest < 0) rest += kDaySeconds, --days;
  int64_t year = 1970 + days / 366, month = 1;  // at most the right one
  while (count_days(year + 1, 1, 1) <= days) ++year;
  while (month < 12 && count_days(year, month + 1, 1) <= days) ++month;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year, month,
                     days - count_days(year, month, 1) + 1, rest / 3600, rest / 60 % 60, rest % 60);
}

}  // namespace affekt
