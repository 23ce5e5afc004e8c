//! A patrol's track (GPX 1.0 and 1.1): when it began and ended, and how far it went.
//!
//! Only points of tracks count; routes and waypoints say where somebody meant to go. What the track means is not known here.

use super::ReadFault;
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Most points read from one file: a day's track at one point a second is 86,400.
const MOST_POINTS: usize = 500_000;

/// The earth's mean radius in metres (IUGG).
const RADIUS: f64 = 6_371_008.8;

/// A track read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// The name it carries; empty when it has none.
    pub name: String,
    /// Time of its first point, in China.
    pub begin: NaiveDateTime,
    /// Time of its last point, in China.
    pub end: NaiveDateTime,
    /// Its length in metres along the points of each segment, to the whole metre; gaps between segments do not count.
    pub metres: u64,
    /// How many points it has.
    pub points: usize,
}

impl Track {
    /// Its length in kilometres to two decimals, as ledgers write it.
    #[must_use]
    pub fn kilometres(&self) -> String {
        let hundredths = (self.metres + 5) / 10;
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

/// Reads the tracks of a GPX file as one.
///
/// # Errors
/// [`ReadFault::NotATrack`] saying why: no XML, no points, points without a time, times that run backwards.
pub fn read_gpx(bytes: &[u8]) -> Result<Track, ReadFault> {
    let fault = |zh: &str, en: &str| ReadFault::NotATrack { zh: zh.to_owned(), en: en.to_owned() };
    let text = std::str::from_utf8(bytes).map_err(|_| fault("不是UTF-8编码的GPX文件", "it is no GPX file in UTF-8"))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let (mut path, mut found): (Vec<String>, Found) = (Vec::new(), Found::default());
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                path.push(local(&start));
                found.open(path.last().map_or("", String::as_str), &start)?;
            }
            Ok(Event::Empty(start)) => {
                let name = local(&start);
                found.open(&name, &start)?;
                found.close(&name)?;
            }
            Ok(Event::Text(text)) => {
                let text = text.trim().to_owned();
                let at: Vec<&str> = path.iter().rev().take(2).map(String::as_str).collect();
                found.text(&at, &text);
            }
            Ok(Event::End(_)) => {
                if let Some(name) = path.pop() {
                    found.close(&name)?;
                }
            }
            Ok(Event::Eof) => break,
            Ok(Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::GeneralRef(_)) => {}
            Err(_) => return Err(fault("文件已损坏，不是完整的GPX", "it is damaged: no well-formed GPX")),
        }
    }
    if found.points == 0 {
        return Err(fault("没有轨迹点（trkpt）", "it has no track points (trkpt)"));
    }
    let (Some(begin), Some(end)) = (found.begin, found.end) else {
        return Err(fault(
            "轨迹点没有时间，无法得知起止时间；请在导出轨迹时勾选时间，或改用手工登记",
            "its points have no time: export it with times, or record the patrol by hand",
        ));
    };
    let china = FixedOffset::east_opt(8 * 3600).ok_or_else(|| fault("时区有误", "no such zone"))?;
    let local = |time: DateTime<FixedOffset>| time.with_timezone(&china).naive_local();
    Ok(Track { name: found.name, begin: local(begin), end: local(end), metres: metres(found.length), points: found.points })
}

fn local(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length on earth, at most 500,000 points of 20,000 km")]
fn metres(length: f64) -> u64 {
    length.round().max(0.0) as u64
}

#[derive(Default)]
struct Found {
    name: String,
    begin: Option<DateTime<FixedOffset>>,
    end: Option<DateTime<FixedOffset>>,
    last: Option<(f64, f64)>,
    point: Option<(f64, f64)>,
    time: Option<DateTime<FixedOffset>>,
    length: f64,
    points: usize,
}

impl Found {
    fn open(&mut self, name: &str, start: &BytesStart<'_>) -> Result<(), ReadFault> {
        match name {
            "trkseg" => self.last = None,
            "trkpt" => {
                let degrees = |key: &str, most: f64| {
                    let value = start.try_get_attribute(key).ok().flatten()?;
                    value.value.trim().parse::<f64>().ok().filter(|degrees| degrees.abs() <= most)
                };
                let (Some(lat), Some(lon)) = (degrees("lat", 90.0), degrees("lon", 180.0)) else {
                    let number = self.points + 1;
                    return Err(ReadFault::NotATrack {
                        zh: format!("第{number}个轨迹点的经纬度有误"),
                        en: format!("track point {number} has no valid lat and lon"),
                    });
                };
                (self.point, self.time) = (Some((lat, lon)), None);
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, at: &[&str], text: &str) {
        if text.is_empty() {
            return;
        }
        match at {
            ["name", "trk"] if self.name.is_empty() => text.clone_into(&mut self.name),
            ["time", "trkpt"] => self.time = DateTime::parse_from_rfc3339(text).ok(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) -> Result<(), ReadFault> {
        if name != "trkpt" {
            return Ok(());
        }
        let Some(point) = self.point.take() else { return Ok(()) };
        self.points += 1;
        if self.points > MOST_POINTS {
            return Err(ReadFault::NotATrack {
                zh: format!("轨迹点超过{MOST_POINTS}个"), en: format!("more than {MOST_POINTS} points")
            });
        }
        if let Some(last) = self.last {
            self.length += between(last, point);
        }
        self.last = Some(point);
        if let Some(time) = self.time {
            if self.end.is_some_and(|end| time < end) {
                let number = self.points;
                return Err(ReadFault::NotATrack {
                    zh: format!("第{number}个轨迹点的时间早于前一个点，轨迹可能经过拼接"),
                    en: format!("track point {number} is earlier than the one before"),
                });
            }
            self.begin = self.begin.or(Some(time));
            self.end = Some(time);
        }
        Ok(())
    }
}

/// The distance between two points in metres, by the haversine formula.
fn between(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (half_lat, half_lon) = ((lat_b - lat_a) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    2.0 * RADIUS * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gpx(points: &str) -> String {
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="1" lon="1"/><trk><name>石桥河村级河长</name><trkseg>{points}</trkseg></trk></gpx>"#
        )
    }

    #[test]
    fn a_track_tells_begin_end_and_length() {
        let text = gpx(
            r#"<trkpt lat="29.84" lon="106.05"><ele>250</ele><time>2023-10-11T01:00:00Z</time></trkpt><trkpt lat="29.85" lon="106.05"><time>2023-10-11T01:20:30Z</time></trkpt></trkseg><trkseg><trkpt lat="29.95" lon="106.05"><time>2023-10-11T01:30:00Z</time></trkpt>"#,
        );
        let track = read_gpx(text.as_bytes()).unwrap();
        assert_eq!(track.name, "石桥河村级河长");
        assert_eq!(track.begin.to_string(), "2023-10-11 09:00:00", "in China's time");
        assert_eq!(track.end.to_string(), "2023-10-11 09:30:00");
        // A hundredth of a degree of latitude; the gap between the segments does not count.
        assert_eq!((track.metres, track.kilometres().as_str(), track.points), (1112, "1.11", 3));
    }

    #[test]
    fn what_is_no_track_says_why() {
        let why = |text: &str| read_gpx(text.as_bytes()).unwrap_err().to_string();
        assert!(why(&gpx(r#"<trkpt lat="29.84" lon="106.05"/>"#)).contains("轨迹点没有时间"));
        assert!(why(&gpx("")).contains("没有轨迹点"));
        assert!(why(&gpx(r#"<trkpt lat="129.84" lon="106.05"/>"#)).contains("第1个轨迹点的经纬度"));
        let back = r#"<trkpt lat="29" lon="106"><time>2023-10-11T02:00:00Z</time></trkpt><trkpt lat="29" lon="106"><time>2023-10-11T01:00:00Z</time></trkpt>"#;
        assert!(why(&gpx(back)).contains("第2个轨迹点的时间早于前一个点"));
        assert!(why("<gpx><trk></gpx>").contains("已损坏"));
        assert!(why("PK\u{3}").contains("没有轨迹点"));
    }
}
