package dev.panallama.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// `strftime_now`: the time as C's `strftime` writes it, in English, without a zone.
final class Strftime {
    private Strftime() {}

    static Text format(Rendering rendering, Text format) {
        ZonedDateTime now = ZonedDateTime.now(rendering.clock());
        var out = new StringBuilder();
        String pattern = format.toString();
        for (int i = 0; i < pattern.length(); i++) {
            boolean directive = pattern.charAt(i) == '%' && i + 1 < pattern.length();
            out.append(directive ? directive(now, pattern.charAt(++i)) : Character.toString(pattern.charAt(i)));
        }
        rendering.text(out.length());
        return Text.of(out.toString());
    }

    private static String directive(ZonedDateTime now, char kind) {
        return switch (kind) {
            case 'a' -> format(now, "EEE");
            case 'A' -> format(now, "EEEE");
            case 'b', 'h' -> format(now, "MMM");
            case 'B' -> format(now, "MMMM");
            case 'c' -> format(now, "EEE MMM ") + blank(now.getDayOfMonth()) + format(now, " HH:mm:ss yyyy");
            case 'C' -> "%02d".formatted(now.getYear() / 100);
            case 'd' -> format(now, "dd");
            case 'D', 'x' -> format(now, "MM/dd/yy");
            case 'e' -> blank(now.getDayOfMonth());
            case 'f' -> "%06d".formatted(now.getNano() / 1000);
            case 'F' -> format(now, "yyyy-MM-dd");
            case 'g' -> "%02d".formatted(now.get(IsoFields.WEEK_BASED_YEAR) % 100);
            case 'G' -> "%d".formatted(now.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> format(now, "HH");
            case 'I' -> format(now, "hh");
            case 'j' -> format(now, "DDD");
            case 'k' -> blank(now.getHour());
            case 'l' -> blank(now.getHour() % 12 == 0 ? 12 : now.getHour() % 12);
            case 'm' -> format(now, "MM");
            case 'M' -> format(now, "mm");
            case 'n' -> "\n";
            case 'p' -> now.getHour() < 12 ? "AM" : "PM";
            case 'P' -> now.getHour() < 12 ? "am" : "pm";
            case 'r' -> format(now, "hh:mm:ss ") + directive(now, 'p');
            case 'R' -> format(now, "HH:mm");
            case 's' -> Long.toString(now.toEpochSecond());
            case 'S' -> format(now, "ss");
            case 't' -> "\t";
            case 'T', 'X' -> format(now, "HH:mm:ss");
            case 'u' -> Integer.toString(now.getDayOfWeek().getValue());
            case 'U' -> "%02d".formatted((now.getDayOfYear() + 6 - now.getDayOfWeek().getValue() % 7) / 7);
            case 'V' -> "%02d".formatted(now.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'w' -> Integer.toString(now.getDayOfWeek().getValue() % 7);
            case 'W' -> "%02d".formatted((now.getDayOfYear() + 6 - (now.getDayOfWeek().getValue() + 6) % 7) / 7);
            case 'y' -> format(now, "yy");
            case 'Y' -> format(now, "yyyy");
            case 'z', 'Z' -> "";
            case '%' -> "%";
            default -> "%" + kind;
        };
    }

    private static String format(ZonedDateTime now, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now.truncatedTo(ChronoUnit.SECONDS));
    }

    private static String blank(int number) {
        return "%2d".formatted(number);
    }
}
