"""Korean words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: 폐지
accident: 사고, 추락
action plan: 행동계획, 실행계획
agency: 협력단, 공단
agriculture: 농업, 농민, 농가
airline: 항공사, 항공
airport: 공항
ambassador: 대사관, 주한대사, 대사
anniversary: 주년, 기념
apologise: 사과
appeal: 항소, 상고
archaeology: 발굴, 고고학
army: 군대, 군인, 병력, 육군
arrest: 체포, 검거, 붙잡, 구금
artificial intelligence: 인공지능, AI
asset: 자산, 재산
attack: 공격, 습격
auction: 경매
bank: 은행
battery: 배터리, 이차전지
bid: 입찰, 수주, 낙찰, 우선협상
bill: 법안, 법률안, 동의안
boat: 선박, 여객선, 배
bomb: 폭탄, 폭발, 불발탄
border: 국경, 접경
bridge: 다리, 교량, 대교
budget: 예산
building: 건물, 빌딩
bus: 버스
cabinet: 내각, 국무회의, 개각
call centre: 콜센터
cancer: 암 환자, 암치료
casino: 카지노, 도박
ceasefire: 휴전, 정전
central bank: 중앙은행, 금리
charter plane: 전세기
child: 어린이, 아동, 미성년
climate: 기후, 탄소, 배출
coal: 석탄
coffee: 커피
committee: 위원회
compensation: 배상, 보상
computer: 컴퓨터, 노트북
concentrate: 정광, 산화물
concession: 운영권, 실시협약
confine: 감금, 인질, 납치
consortium: 컨소시엄
construction: 건설, 착공, 건립
consulate: 영사, 재외국민
contract: 계약
copper: 구리, 동광
corruption: 비리, 뇌물, 부패, 횡령
court: 법원, 지법, 고법, 재판부
cryptocurrency: 가상화폐, 암호화폐, 가상자산, 코인
customs: 관세, 세관, 통관
cyberattack: 사이버, 해킹
dam: 댐, 수력발전, 수력
death penalty: 사형
deaths: 사망, 숨졌, 숨진
debt: 부채, 나랏빚, 채무
decree: 시행령, 법령, 칙령
defence: 국방, 방산, 무기
delay: 연기, 유예, 지연
deport: 추방, 강제송환
development bank: 세계은행, 아시아개발은행, 국제통화기금
dialogue: 대화, 협상
disabled: 장애인
disease: 질병, 감염, 전염병, 바이러스
doctor: 의사, 간호사, 의료진
drought: 가뭄
drug: 마약, 필로폰
earthquake: 지진
elderly: 노인, 고령
election: 선거, 후보, 총선, 대선
electricity: 전력, 발전소, 전기
elephant: 코끼리
environment: 환경, 오염
espionage: 간첩, 정보기관, 국정원
ethnic group: 소수민족
European Union: 유럽연합, EU
export: 수출
extradition: 범죄인 인도, 범죄인인도
factory: 공장, 제련소
famine: 기아, 영양실조
fertiliser: 비료, 칼륨, 칼리
festival: 축제
film: 영화
fine: 벌금, 과징금
fire: 화재, 불이
fish: 물고기, 어업, 어민
flight: 항공편, 직항, 노선, 취항
flood: 홍수, 침수
football: 축구
foreign minister: 외교장관, 외교부, 외무상, 외무장관
forest: 산림, 벌목, 목재, 원목
fraud: 사기, 피싱, 스캠
free trade: 자유무역, FTA
friendship: 친선, 우호
fuel: 유가, 석유, 휘발유, 연료
gas: 천연가스, 가스관
gold: 금광, 금괴
governor: 주지사, 도지사
grant: 무상원조, 무상지원, 무상, 원조
handover of suspects: 송환, 신병, 넘겨받, 인계, 압송
heat: 폭염
heritage: 유산
highway: 고속도로
hospital: 병원
hotel: 호텔, 리조트
hotline: 핫라인, 직통전화
human rights: 활동가, 인권
human trafficking: 인신매매
humanitarian aid: 적십자, 인도주의, 인도적
immigration: 이민, 비자, 출입국, 여권
impersonate: 사칭
import: 수입산, 수입량, 수입액
inflation: 물가, 인플레
injured: 부상
insurance: 보험
internet: 온라인, 인터넷
investigation: 수사, 조사
investment: 투자
island: 섬
joint meeting: 합동총회, 공동위, 합동회의
joint operation: 합동, 공동작전, 순찰
journalist: 언론인, 기자협회
judge: 판사, 판결, 선고
justice minister: 법무장관, 법무부
labour: 노동, 근로자, 임금, 계절근로자
land: 토지, 철거
landslide: 산사태
language school: 한국어, 어학
law: 법률, 특별법
least developed: 최빈국, 최빈개도국
legal assistance: 사법공조, 사법 공조
licence: 허가, 면허, 인가
loan: 차관, 대출, 융자
lottery: 복권
malaria: 말라리아, 뎅기
memorandum: 양해각서, 업무협약, MOU
mine: 광산, 채굴, 광물, 광업
mine clearance: 지뢰, 제거
missile: 미사일, 탄도, 로켓
missing person: 실종
money laundering: 자금세탁, 돈세탁
monk: 승려, 사찰, 사원, 불교
mother: 산모, 모자, 임산부, 모성
mourning: 장례, 조의, 애도
murder: 살인, 살해
music: 공연, 음악, 가수, 콘서트
navy: 해군, 잠수함, 군함
nuclear: 핵무기, 비핵화, 원전, 원자력, 북핵
opening: 개소, 개관, 준공, 문을 열
opposition: 야당
pardon: 사면
parliament: 국회, 의회, 의원
partnership: 동반자
party congress: 당대회, 정치국, 중앙위
passenger: 여객, 승객, 탑승
peace: 평화, 통일
phone: 휴대전화, 휴대폰, 전화
police: 경찰
population: 인구, 출생
port: 항만, 항구, 부두
poverty: 빈곤
president: 대통령, 국가주석, 주석
price: 가격
prime minister: 총리
prison: 징역, 교도소, 수감, 구속
prosecutor: 검찰, 검사, 기소
protest: 시위, 집회
public works: 공공사업, 교통부, 국토
raid: 급습, 단속, 압수수색, 소탕
railway: 철도, 열차, 기차
ransom: 몸값
rape: 성폭행, 성폭력, 성매매
rare earth: 희토류, 핵심광물, 핵심 광물
ratification: 비준
recruit: 채용, 구인, 아르바이트, 알바
refugee: 난민, 탈북
rescue: 구출, 구조
research: 연구, 과학자
resign: 사임, 사퇴, 해임, 경질
rice: 쌀, 벼
river: 강물, 하천, 메콩강
road: 도로
royal family: 국왕, 왕실, 왕비
runway: 활주로, 터미널
sanction: 제재
satellite: 위성, 우주
scholarship: 장학, 유학생, 학생
school: 학교, 교사, 교육
security council: 안보리, 결의
seizure: 압수, 추징, 몰수
semiconductor: 반도체
sentence: 선고, 징역
shares: 지분, 주식, 증시
shooting: 총격, 총기
smuggling: 밀수, 밀반입
solar: 태양광, 풍력, 재생에너지
special economic zone: 경제특구, 특구
sport: 올림픽, 메달, 선수단
statement of concern: 우려, 규탄
storm: 태풍, 폭풍
strike: 파업
summit: 정상회담, 정상회의
supply chain: 공급망
suspect: 피의자, 용의자, 혐의, 피고
suspend: 중단, 정지, 폐쇄
tax: 세금, 과세, 부가가치세
telecom: 통신, 5G
territorial dispute: 영유권, 남중국해, 영토
terrorism: 테러
tourism: 관광, 여행객
trade: 무역, 교역, 통상
training: 연수, 훈련, 직업교육
treaty: 조약, 협정
trial: 재판, 공판
truck: 트럭, 화물차
united nations: 유엔
university: 대학, 교수
vaccine: 백신, 접종
victim: 피해자, 피해액
village: 마을, 주민
visit: 방문, 예방, 면담, 순방
volunteer: 봉사단, 자원봉사
vote: 표결, 찬성, 기권, 가결, 의결, 투표
war: 전쟁, 침공, 교전, 분쟁
waste: 폐기물, 쓰레기, 하수, 플라스틱
water supply: 상수도, 정수장, 식수, 수돗물
wildlife: 야생동물, 밀렵, 상아
women: 여성
"""
